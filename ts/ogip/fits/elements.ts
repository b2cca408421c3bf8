// The elements of binary tables (FITS standard 4.0, table 18): their sizes, and their numbers from big-endian bytes.

/** Bytes of one element; X has eight elements in a byte. */
const elementBytes: Record<string, number> = { L: 1, X: 1, B: 1, I: 2, J: 4, K: 8, A: 1, E: 4, D: 8, C: 8, M: 16 };

/** Bytes that `count` elements of a type take. */
export const storage = (code: string, count: number): number =>
  code === 'X' ? Math.ceil(count / 8) : count * elementBytes[code];

/** Bytes from one number to the next; a complex one is two. */
export const numberBytesOf = (code: string): number =>
  code === 'C' || code === 'M' ? elementBytes[code] / 2 : elementBytes[code];

/** A 64-bit integer as a double: exact up to 2^53. `flip` reads it with its top bit inverted and without sign. */
export function int64(view: DataView, offset: number, flip: boolean): number {
  const high = flip ? (view.getUint32(offset) ^ 0x80000000) >>> 0 : view.getInt32(offset);
  return high * 2 ** 32 + view.getUint32(offset + 4);
}

/**
 * Numbers of a type, the first at byte `offset` and each `step` bytes behind the one before, into `target` from index `at` on.
 *
 * @param flip of 64-bit integers: as {@link int64}
 */
export function decodeRaw(
  view: DataView,
  code: string,
  flip: boolean,
  { offset, step, count }: { offset: number; step: number; count: number },
  target: Float64Array | Float32Array,
  at: number,
): void {
  switch (code) {
    case 'E':
    case 'C':
      for (let i = 0; i < count; i++) target[at + i] = view.getFloat32(offset + step * i);
      break;
    case 'D':
    case 'M':
      for (let i = 0; i < count; i++) target[at + i] = view.getFloat64(offset + step * i);
      break;
    case 'I':
      for (let i = 0; i < count; i++) target[at + i] = view.getInt16(offset + step * i);
      break;
    case 'J':
      for (let i = 0; i < count; i++) target[at + i] = view.getInt32(offset + step * i);
      break;
    case 'K':
      for (let i = 0; i < count; i++) target[at + i] = int64(view, offset + step * i, flip);
      break;
    case 'B':
      for (let i = 0; i < count; i++) target[at + i] = view.getUint8(offset + step * i);
      break;
    case 'X':
      for (let i = 0; i < count; i++) target[at + i] = (view.getUint8(offset + (i >> 3)) >> (7 - (i & 7))) & 1;
      break;
    case 'L':
      for (let i = 0; i < count; i++) target[at + i] = logical(view.getUint8(offset + step * i));
      break;
  }
}

/** 'T', 'F', or null for anything else. */
const logical = (byte: number): number => (byte === 0x54 ? 1 : byte === 0x46 ? 0 : Number.NaN);
