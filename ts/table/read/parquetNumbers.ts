import type { ColumnMetaData, Compressors, PageHeader, SchemaElement, SchemaTree } from 'hyparquet';
import type { NumberArray } from '../../ogip/fits/table.js';
import { type Decoded, decodeRuns, isOneRun } from './parquetRuns.js';

// hyparquet makes a JavaScript array of every list and of all levels. A million spectra are half a billion numbers: here they go from the
// pages into one typed array, with the library's decoders of headers, compressions and runs.

/** The arrays that numbers of Parquet are given in. */
export type ParquetNumbers = NumberArray;

type Decoders = Awaited<ReturnType<typeof loadDecoders>>;

async function loadDecoders() {
  const [{ parquetHeader }, { decompressPage }, { byteStreamSplit }, { readPlain }, { deltaBinaryUnpack }] =
    await Promise.all([
      import('hyparquet/src/column.js'),
      import('hyparquet/src/datapage.js'),
      import('hyparquet/src/encoding.js'),
      import('hyparquet/src/plain.js'),
      import('hyparquet/src/delta.js'),
    ]);
  return { parquetHeader, decompressPage, byteStreamSplit, readPlain, deltaBinaryUnpack };
}

/** Levels of a column in the sense of Dremel: how much of its path is there, and where lists begin. */
interface Levels {
  /** The definition level of a value, and that of an element of a list, which may be missing. */
  readonly value: number;
  readonly element: number;
  readonly isList: boolean;
}

/** What is known of a page before its values are decoded. */
interface Page {
  readonly count: number;
  readonly definition?: Uint8Array;
  readonly repetition?: Uint8Array;
  readonly body: Uint8Array;
  readonly encoding: string;
}

interface Numbers {
  values: ParquetNumbers;
  start?: Uint32Array;
}

/**
 * Decodes a column chunk of numbers.
 *
 * @param bytes those of the chunk, from its first page on
 * @param path from the column down to its values
 */
export async function readNumbers(
  bytes: Uint8Array,
  meta: ColumnMetaData,
  path: readonly SchemaTree[],
  rows: number,
  compressors: Compressors,
): Promise<Numbers> {
  const decoders = await loadDecoders();
  const element = path[path.length - 1].element;
  const levels = levelsOf(path);
  const collector = new Collector(Number(meta.num_values), rows, element, levels);
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  let dictionary: ArrayLike<number> | undefined;
  while (collector.seen < Number(meta.num_values)) {
    if (reader.offset >= bytes.length) throw new Error('its data end before its last value');
    const header = decoders.parquetHeader(reader);
    const packed = bytes.subarray(reader.offset, (reader.offset += header.compressed_page_size));
    if (header.type === 'DICTIONARY_PAGE') {
      const count = header.dictionary_page_header?.num_values ?? 0;
      const body = decoders.decompressPage(packed, header.uncompressed_page_size, meta.codec, compressors);
      dictionary = numbersOf(decoders.readPlain(readerOf(body), element.type ?? 'INT32', count, undefined), element);
    } else {
      const page = pageOf(decoders, header, packed, meta, levels, compressors);
      collector.add(page, (count) => valuesOf(decoders, page, element, count, dictionary));
    }
  }
  return collector.numbers();
}

const readerOf = (bytes: Uint8Array) => ({
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  offset: 0,
});

function levelsOf(path: readonly SchemaTree[]): Levels {
  let value = 0;
  let element = 0;
  for (const { element: node } of path) {
    if (node.repetition_type !== 'REQUIRED') value++;
    if (node.repetition_type === 'REPEATED') element = value;
  }
  return { value, element, isList: element > 0 };
}

function pageOf(
  decoders: Decoders,
  header: PageHeader,
  packed: Uint8Array,
  { codec }: ColumnMetaData,
  { value, isList }: Levels,
  compressors: Compressors,
): Page {
  const width = 32 - Math.clz32(value);
  const repeated = (bytes: Uint8Array, count: number) => decoded(bytes, 1, count);
  const defined = (bytes: Uint8Array, count: number) =>
    isOneRun(bytes, width, count, value) ? undefined : decoded(bytes, width, count);
  const first = header.data_page_header;
  if (header.type === 'DATA_PAGE' && first) {
    const { num_values: count, encoding } = first;
    let body = decoders.decompressPage(packed, header.uncompressed_page_size, codec, compressors);
    // Levels have their length before them.
    const section = () => {
      const length = readerOf(body).view.getUint32(0, true);
      const bytes = body.subarray(4, 4 + length);
      body = body.subarray(4 + length);
      return bytes;
    };
    const repetition = isList ? repeated(section(), count) : undefined;
    const definition = value > 0 ? defined(section(), count) : undefined;
    return { count, repetition, definition, body, encoding };
  }
  const second = header.data_page_header_v2;
  if (header.type !== 'DATA_PAGE_V2' || !second) throw new Error(`a page of the unknown type ${header.type}`);
  const { num_values: count, repetition_levels_byte_length: rep, definition_levels_byte_length: def } = second;
  const repetition = isList ? repeated(packed.subarray(0, rep), count) : undefined;
  const definition = value > 0 ? defined(packed.subarray(rep, rep + def), count) : undefined;
  const tail = packed.subarray(rep + def);
  const isPacked = second.is_compressed !== false;
  const body = isPacked
    ? decoders.decompressPage(tail, header.uncompressed_page_size - rep - def, codec, compressors)
    : tail;
  return { count, repetition, definition, body, encoding: second.encoding };
}

function decoded(bytes: Uint8Array, width: number, count: number): Uint8Array {
  const levels = new Uint8Array(count);
  decodeRuns(bytes, width, levels);
  return levels;
}

/** The values of a page that are there: numbers, or their places among those of the dictionary. */
interface Values {
  readonly numbers: ArrayLike<number>;
  readonly places?: Decoded;
  readonly length: number;
}

function valuesOf(
  decoders: Decoders,
  { body, encoding }: Page,
  element: SchemaElement,
  count: number,
  dictionary: ArrayLike<number> | undefined,
): Values {
  if (encoding.endsWith('_DICTIONARY')) {
    if (!dictionary) throw new Error('its dictionary is missing');
    const places = dictionary.length <= 256 ? new Uint8Array(count) : new Uint32Array(count);
    if (count > 0 && body[0] > 0) decodeRuns(body.subarray(1), body[0], places);
    return { numbers: dictionary, places, length: count };
  }
  const numbers = count === 0 ? [] : numbersOf(rawValues(decoders, body, encoding, element.type, count), element);
  return { numbers, length: numbers.length };
}

function rawValues(
  { readPlain, byteStreamSplit, deltaBinaryUnpack }: Decoders,
  body: Uint8Array,
  encoding: string,
  type: SchemaElement['type'] = 'INT32',
  count: number,
): unknown {
  const reader = readerOf(body);
  if (encoding === 'PLAIN') return readPlain(reader, type, count, undefined);
  if (encoding === 'BYTE_STREAM_SPLIT') return byteStreamSplit(reader, count, type, undefined);
  if (encoding !== 'DELTA_BINARY_PACKED') throw new Error(`the encoding ${encoding} of numbers is not known`);
  const values = type === 'INT32' ? new Int32Array(count) : new BigInt64Array(count);
  deltaBinaryUnpack(reader, count, values);
  return values;
}

/** Values as numbers. @throws Error for a 64-bit integer beyond 2^53 */
function numbersOf(raw: unknown, element: SchemaElement): ArrayLike<number> {
  const isUnsigned = /^UINT/.test(integerOf(element) ?? '');
  if (raw instanceof BigInt64Array) {
    const wide = isUnsigned ? new BigUint64Array(raw.buffer, raw.byteOffset, raw.length) : raw;
    return Float64Array.from(wide as BigInt64Array, (value) => {
      const number = Number(value);
      if (!Number.isSafeInteger(number)) throw new Error(`${value} is beyond 2^53`);
      return number;
    });
  }
  if (raw instanceof Int32Array && isUnsigned) return new Uint32Array(raw.buffer, raw.byteOffset, raw.length);
  return raw as ArrayLike<number>;
}

/** Values that one call copies: a loop over millions would run in code that is compiled while it runs, four times as slow. */
const copiedAtOnce = 2 ** 14;

function copyValues({ numbers, places, length }: Values, target: ParquetNumbers, from: number): void {
  for (let first = 0; first < length; first += copiedAtOnce) {
    const end = Math.min(length, first + copiedAtOnce);
    if (places) lookUp(numbers, places, first, end, target, from);
    else for (let i = first; i < end; i++) target[from + i] = numbers[i];
  }
}

/** A place outside the dictionary is an error, not a zero. */
function lookUp(
  numbers: ArrayLike<number>,
  places: Decoded,
  first: number,
  end: number,
  target: ParquetNumbers,
  from: number,
): void {
  const known = numbers.length;
  for (let i = first; i < end; i++) {
    const place = places[i];
    if (place >= known) throw new Error('a value lies outside its dictionary');
    target[from + i] = numbers[place];
  }
}

/** Puts the values of all pages into one array, and notes where lists begin. */
class Collector {
  seen = 0;
  #values: ParquetNumbers;
  #end = 0;
  #row = 0;
  readonly #start?: Uint32Array;

  constructor(
    count: number,
    readonly rows: number,
    element: SchemaElement,
    readonly levels: Levels,
  ) {
    this.#values = arrayFor(element, count);
    this.#start = levels.isList ? new Uint32Array(rows + 1) : undefined;
  }

  add(page: Page, valuesOf: (count: number) => Values): void {
    const { count, definition, repetition } = page;
    if (this.seen + count > this.#values.length) throw new Error('its pages have more values than it has');
    const present = definition === undefined ? count : tally(definition, this.levels.value);
    const values = valuesOf(present);
    if (values.length !== present) throw new Error('a page has another number of values than its header says');
    if (present === count) {
      if (repetition) this.#starts(repetition);
      copyValues(values, this.#values, this.#end);
      this.#end += count;
    } else this.#gaps(definition as Uint8Array, repetition, values);
    this.seen += count;
  }

  numbers(): Numbers {
    const rows = this.#start ? this.#row : this.#end;
    if (rows !== this.rows) throw new Error(`it has ${rows} rows, its row group ${this.rows}`);
    this.#start?.fill(this.#end, this.#row);
    return { values: this.#values.subarray(0, this.#end), start: this.#start };
  }

  /** Lists of a page in which no value is missing begin where the level is 0. */
  #starts(repetition: Uint8Array): void {
    for (let at = repetition.indexOf(0); at >= 0; at = repetition.indexOf(0, at + 1)) this.#newRow(this.#end + at);
  }

  #gaps(definition: Uint8Array, repetition: Uint8Array | undefined, values: Values): void {
    const { value, element } = this.levels;
    if (definition.some((level) => level >= element && level < value)) this.#widen();
    const target = new Float64Array(values.length);
    copyValues(values, target, 0);
    for (let i = 0, at = 0; i < definition.length; i++) {
      if (repetition?.[i] === 0) this.#newRow(this.#end);
      if (definition[i] === value) this.#values[this.#end++] = target[at++];
      else if (definition[i] >= element) this.#values[this.#end++] = Number.NaN;
    }
  }

  #newRow(at: number): void {
    if (this.#row === this.rows) throw new Error(`it has more rows than its row group, ${this.rows}`);
    (this.#start as Uint32Array)[this.#row++] = at;
  }

  /** Integers become doubles where some are missing. */
  #widen(): void {
    if (!(this.#values instanceof Float64Array || this.#values instanceof Float32Array))
      this.#values = Float64Array.from(this.#values);
  }
}

function tally(levels: Uint8Array, wanted: number): number {
  let count = 0;
  for (let i = 0; i < levels.length; i++) if (levels[i] === wanted) count++;
  return count;
}

const integerOf = ({ converted_type: converted, logical_type: logical }: SchemaElement): string | undefined =>
  logical?.type === 'INTEGER' ? `${logical.isSigned ? '' : 'U'}INT_${logical.bitWidth}` : converted;

function arrayFor(element: SchemaElement, count: number): ParquetNumbers {
  const { type } = element;
  if (type === 'DOUBLE' || type === 'INT64') return new Float64Array(count);
  if (type === 'FLOAT') return new Float32Array(count);
  switch (integerOf(element)) {
    case 'UINT_8':
      return new Uint8Array(count);
    case 'UINT_16':
      return new Uint16Array(count);
    case 'UINT_32':
      return new Uint32Array(count);
    case 'INT_8':
      return new Int8Array(count);
    case 'INT_16':
      return new Int16Array(count);
    default:
      return new Int32Array(count);
  }
}
