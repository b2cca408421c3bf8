// The safetensors format (https://github.com/huggingface/safetensors): 8 bytes with the length of the header (little-endian), the
// header (JSON: each tensor by name, and texts by name under "__metadata__"), then the numbers of the tensors, row-major,
// little-endian, in one piece without gaps.
import * as v from 'valibot';
import { listOf, parseAs, string, whole } from '../base/index.js';

export type Numbers = Float32Array | Float64Array;

export interface Tensor {
  readonly shape: readonly number[];
  readonly numbers: Numbers;
}

export interface Safetensors {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: Readonly<Record<string, Tensor>>;
}

/** Headers are some kB; the format itself allows 100 MB. */
const longestHeader = 16e6;
/** Numbers begin at a multiple of so many bytes, that readers may use them where they lie. */
const alignment = 8;
const types = { F32: Float32Array, F64: Float64Array };

const tensorSchema = v.object({ dtype: string, shape: listOf(whole()), data_offsets: listOf(whole()) });

/** The bytes of a file. */
export function writeSafetensors({ metadata, tensors }: Safetensors): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  // The widest numbers come first, so that each array begins at a multiple of its own numbers.
  const sorted = Object.entries(tensors).sort(([, a], [, b]) => widthOf(b) - widthOf(a));
  for (const [name, { shape, numbers }] of sorted) {
    const begin = end;
    end += numbers.byteLength;
    header[name] = { dtype: `F${8 * widthOf({ numbers })}`, shape, data_offsets: [begin, end] };
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Math.ceil(json.length / alignment) * alignment;
  const bytes = Buffer.alloc(8 + length + end, ' ');
  bytes.writeBigUInt64LE(BigInt(length));
  json.copy(bytes, 8);
  let at = 8 + length;
  for (const [, { numbers }] of sorted) {
    bytes.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), at);
    at += numbers.byteLength;
  }
  return bytes;
}

const widthOf = ({ numbers }: Pick<Tensor, 'numbers'>) => numbers.BYTES_PER_ELEMENT;

/**
 * The header as it is, and where the numbers begin; undefined for bytes that do not begin as a safetensors file does.
 *
 * @throws RangeError for a file that ends within its header.
 */
export function headerOf(bytes: Uint8Array): { header: Record<string, unknown>; begin: number } | undefined {
  if (bytes.length < 10 || bytes[8] !== 0x7b) return undefined;
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > longestHeader) return undefined;
  const begin = 8 + length;
  if (begin > bytes.length)
    throw new RangeError(`is cut short: its header ends at byte ${begin}, there are ${bytes.length}`);
  try {
    const json = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, begin));
    return { header: JSON.parse(json) as Record<string, unknown>, begin };
  } catch {
    return undefined;
  }
}

/**
 * The tensors behind a header.
 *
 * @throws ParameterError for tensors without type, shape or offsets
 * @throws RangeError for tensors of another type than F32 and F64, with gaps between them, or with more or fewer bytes than there are.
 */
export function tensorsOf(header: Record<string, unknown>, data: Uint8Array): Record<string, Tensor> {
  const described = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, given]) => ({ name, ...parseAs(tensorSchema, given, name) }))
    .sort((a, b) => a.data_offsets[0] - b.data_offsets[0]);
  const tensors: [string, Tensor][] = [];
  let at = 0;
  for (const { name, dtype, shape, data_offsets: offsets } of described) {
    const Type = Object.hasOwn(types, dtype) ? types[dtype as keyof typeof types] : undefined;
    if (!Type) throw new RangeError(`is not as it must be: tensor ${name} holds ${dtype}; F32 or F64 is needed`);
    const count = shape.reduce((product, size) => product * size, 1);
    const [begin, end] = offsets;
    if (offsets.length !== 2 || begin !== at || end - begin !== count * Type.BYTES_PER_ELEMENT)
      throw new RangeError(
        `is not as it must be: tensor ${name} of ${dtype} [${shape.join(', ')}] is said to be bytes ${offsets.join(' to ')}; ` +
          `bytes ${at} to ${at + count * Type.BYTES_PER_ELEMENT} were expected`,
      );
    if (end > data.length)
      throw new RangeError(`is cut short: tensor ${name} ends at byte ${end} of the numbers, there are ${data.length}`);
    tensors.push([name, { shape, numbers: new Type(new Uint8Array(data.subarray(begin, end)).buffer) }]);
    at = end;
  }
  if (at !== data.length)
    throw new RangeError(`is not as it must be: there are ${data.length - at} bytes behind the last tensor`);
  return Object.fromEntries(tensors);
}
