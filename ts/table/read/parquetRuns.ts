// The hybrid of run-length encoding and bit packing (Parquet format, Encodings.md, RLE = 3), which levels and the places of values in a
// dictionary are written in. The library's decoder takes some ten times as long, most of the time that half a billion counts need.

/** Places of a dictionary have more bits than this in no file; wider ones are refused. */
const mostBits = 24;

/** Values that one call unpacks, a multiple of 8: a longer loop would run in code that is compiled while it runs, much slower. */
const unpackedAtOnce = 2 ** 13;

/** Whole numbers that runs are decoded into. */
export type Decoded = Uint8Array | Uint32Array;

/**
 * Decodes `out.length` values.
 *
 * @param bytes the runs, from their first byte on
 * @param width bits of a value, up to 24
 * @throws Error if the runs end before the last value.
 */
export function decodeRuns(bytes: Uint8Array, width: number, out: Decoded): void {
  if (width > mostBits) throw new Error(`values of ${width} bits are not read`);
  let at = 0;
  for (let seen = 0; seen < out.length; ) {
    const { value: head, next } = varInt(bytes, at);
    at = next;
    const size = head & 1 ? (head >>> 1) * width : (width + 7) >> 3;
    const count = Math.min((head >>> 1) * (head & 1 ? 8 : 1), out.length - seen);
    // Some writers leave out the bytes after the last value of the last run.
    if (at + (head & 1 ? Math.ceil((count * width) / 8) : size) > bytes.length || count === 0)
      throw new Error('its runs end before the last value');
    if (head & 1)
      for (let done = 0; done < count; done += unpackedAtOnce)
        unpack(bytes, at + (done / 8) * width, width, out, seen + done, Math.min(unpackedAtOnce, count - done));
    else repeat(littleEndian(bytes, at, size), out, seen, seen + count);
    at += size;
    seen += count;
  }
}

/** As fill does, which costs more than a run of a few values. */
function repeat(value: number, out: Decoded, from: number, end: number): void {
  if (end - from > 32) out.fill(value, from, end);
  else for (let i = from; i < end; i++) out[i] = value;
}

/** Whether all of `count` values are one run of `value`, as levels of columns without gaps are. */
export function isOneRun(bytes: Uint8Array, width: number, count: number, value: number): boolean {
  if (bytes.length === 0) return false;
  const { value: head, next } = varInt(bytes, 0);
  return (head & 1) === 0 && head >>> 1 >= count && littleEndian(bytes, next, (width + 7) >> 3) === value;
}

function varInt(bytes: Uint8Array, at: number): { value: number; next: number } {
  let value = 0;
  for (let shift = 0; shift < 32; shift += 7) {
    if (at >= bytes.length) throw new Error('its runs end before the last value');
    const byte = bytes[at++];
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return { value: value >>> 0, next: at };
  }
  throw new Error('the length of a run is damaged');
}

function littleEndian(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = 0; i < size; i++) value |= bytes[at + i] << (8 * i);
  return value;
}

/** Values of `width` bits each, the lowest bits of a byte first. */
function unpack(bytes: Uint8Array, at: number, width: number, out: Decoded, from: number, count: number): void {
  const mask = (1 << width) - 1;
  const end = from + count;
  let bits = 0;
  let held = 0;
  for (let i = from; i < end; i++) {
    for (; held < width; held += 8) bits |= bytes[at++] << held;
    out[i] = bits & mask;
    bits >>>= width;
    held -= width;
  }
}
