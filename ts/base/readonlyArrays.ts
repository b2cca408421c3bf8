// Readonly types of typed arrays, which TypeScript lacks. A mutable array is assignable to each of them; a copy (map,
// slice, filter, with, toSorted, Float64Array.from) is mutable; a view (subarray) is as readonly as the array it shows.

/** The reading half of a typed array; `Copy` is the mutable type of its copies. */
export interface ReadonlyTypedArray<Copy> {
  readonly [index: number]: number;
  readonly length: number;
  /** The memory behind the array, for functions that take bytes. */
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly BYTES_PER_ELEMENT: number;
  [Symbol.iterator](): ArrayIterator<number>;
  at(index: number): number | undefined;
  entries(): ArrayIterator<[number, number]>;
  every(holds: (value: number, index: number, array: this) => unknown): boolean;
  filter(holds: (value: number, index: number, array: this) => unknown): Copy;
  find(holds: (value: number, index: number, array: this) => boolean): number | undefined;
  findIndex(holds: (value: number, index: number, array: this) => boolean): number;
  findLast(holds: (value: number, index: number, array: this) => unknown): number | undefined;
  findLastIndex(holds: (value: number, index: number, array: this) => unknown): number;
  forEach(call: (value: number, index: number, array: this) => void): void;
  includes(value: number, from?: number): boolean;
  indexOf(value: number, from?: number): number;
  join(separator?: string): string;
  keys(): ArrayIterator<number>;
  lastIndexOf(value: number, from?: number): number;
  map(call: (value: number, index: number, array: this) => number): Copy;
  reduce(call: (sum: number, value: number, index: number, array: this) => number): number;
  reduce<Sum>(call: (sum: Sum, value: number, index: number, array: this) => Sum, start: Sum): Sum;
  reduceRight(call: (sum: number, value: number, index: number, array: this) => number): number;
  reduceRight<Sum>(call: (sum: Sum, value: number, index: number, array: this) => Sum, start: Sum): Sum;
  slice(start?: number, end?: number): Copy;
  some(holds: (value: number, index: number, array: this) => unknown): boolean;
  subarray(begin?: number, end?: number): this;
  toReversed(): Copy;
  toSorted(compare?: (a: number, b: number) => number): Copy;
  values(): ArrayIterator<number>;
  with(index: number, value: number): Copy;
}

/** A Float64Array whose elements cannot be assigned. */
export interface ReadonlyFloat64Array extends ReadonlyTypedArray<Float64Array<ArrayBuffer>> {
  readonly [Symbol.toStringTag]: 'Float64Array';
}

/** A Float32Array whose elements cannot be assigned. */
export interface ReadonlyFloat32Array extends ReadonlyTypedArray<Float32Array<ArrayBuffer>> {
  readonly [Symbol.toStringTag]: 'Float32Array';
}

/** An Int32Array whose elements cannot be assigned. */
export interface ReadonlyInt32Array extends ReadonlyTypedArray<Int32Array<ArrayBuffer>> {
  readonly [Symbol.toStringTag]: 'Int32Array';
}

/** An Int16Array whose elements cannot be assigned. */
export interface ReadonlyInt16Array extends ReadonlyTypedArray<Int16Array<ArrayBuffer>> {
  readonly [Symbol.toStringTag]: 'Int16Array';
}

/** A Uint32Array whose elements cannot be assigned. */
export interface ReadonlyUint32Array extends ReadonlyTypedArray<Uint32Array<ArrayBuffer>> {
  readonly [Symbol.toStringTag]: 'Uint32Array';
}

/** A Uint16Array whose elements cannot be assigned. */
export interface ReadonlyUint16Array extends ReadonlyTypedArray<Uint16Array<ArrayBuffer>> {
  readonly [Symbol.toStringTag]: 'Uint16Array';
}

/** A Uint8Array whose elements cannot be assigned. */
export interface ReadonlyUint8Array extends ReadonlyTypedArray<Uint8Array<ArrayBuffer>> {
  readonly [Symbol.toStringTag]: 'Uint8Array';
}

/** Counts, in arrays as wide as they need, whose elements cannot be assigned. */
export interface ReadonlyCountArray extends ReadonlyTypedArray<Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>> {
  readonly [Symbol.toStringTag]: 'Uint16Array' | 'Uint32Array';
}

/** Counts, observed or expected, whose elements cannot be assigned. */
export interface ReadonlyExpectedArray
  extends ReadonlyTypedArray<Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>> {
  readonly [Symbol.toStringTag]: 'Uint16Array' | 'Uint32Array' | 'Float64Array';
}
