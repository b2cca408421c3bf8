import type { ColumnMetaData, Compressors, PageHeader, SchemaElement, SchemaTree } from 'hyparquet';

// hyparquet makes a JavaScript array of every list and of all levels. A million spectra are half a billion numbers: here they go from the
// pages into one typed array, with the library's decoders of headers, compressions and runs.

/** The arrays that numbers of Parquet are given in. */
export type ParquetNumbers =
  | Float64Array
  | Float32Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint32Array
  | Uint16Array
  | Uint8Array;

type Decoders = Awaited<ReturnType<typeof loadDecoders>>;

async function loadDecoders() {
  const [
    { parquetHeader },
    { decompressPage },
    { readRleBitPackedHybrid, byteStreamSplit },
    { readPlain },
    { deltaBinaryUnpack },
  ] = await Promise.all([
    import('hyparquet/src/column.js'),
    import('hyparquet/src/datapage.js'),
    import('hyparquet/src/encoding.js'),
    import('hyparquet/src/plain.js'),
    import('hyparquet/src/delta.js'),
  ]);
  return { parquetHeader, decompressPage, readRleBitPackedHybrid, byteStreamSplit, readPlain, deltaBinaryUnpack };
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
  let dictionary: ArrayLike<number | bigint> | undefined;
  while (collector.seen < Number(meta.num_values)) {
    if (reader.offset >= bytes.length) throw new Error('its data end before its last value');
    const header = decoders.parquetHeader(reader);
    const packed = bytes.subarray(reader.offset, (reader.offset += header.compressed_page_size));
    if (header.type === 'DICTIONARY_PAGE') {
      const count = header.dictionary_page_header?.num_values ?? 0;
      const body = decoders.decompressPage(packed, header.uncompressed_page_size, meta.codec, compressors);
      dictionary = decoders.readPlain(readerOf(body), element.type ?? 'INT32', count, undefined) as ArrayLike<
        number | bigint
      >;
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
  const run = (reader: { view: DataView; offset: number }, bits: number, count: number, length?: number) => {
    const found = new Uint8Array(count);
    decoders.readRleBitPackedHybrid(reader, bits, found as never, length);
    return found;
  };
  const first = header.data_page_header;
  if (header.type === 'DATA_PAGE' && first) {
    const page = decoders.decompressPage(packed, header.uncompressed_page_size, codec, compressors);
    const reader = readerOf(page);
    const repetition = isList ? run(reader, 1, first.num_values) : undefined;
    const definition = value > 0 ? run(reader, width, first.num_values) : undefined;
    return {
      count: first.num_values,
      repetition,
      definition,
      body: page.subarray(reader.offset),
      encoding: first.encoding,
    };
  }
  const second = header.data_page_header_v2;
  if (header.type !== 'DATA_PAGE_V2' || !second) throw new Error(`a page of the unknown type ${header.type}`);
  const { num_values: count, repetition_levels_byte_length: rep, definition_levels_byte_length: def } = second;
  const repetition = isList ? run(readerOf(packed), 1, count, rep) : undefined;
  const definition = value > 0 ? run(readerOf(packed.subarray(rep)), width, count, def) : undefined;
  const tail = packed.subarray(rep + def);
  const isPacked = second.is_compressed !== false;
  const body = isPacked
    ? decoders.decompressPage(tail, header.uncompressed_page_size - rep - def, codec, compressors)
    : tail;
  return { count, repetition, definition, body, encoding: second.encoding };
}

/** The values of a page that are there. */
function valuesOf(
  decoders: Decoders,
  { body, encoding }: Page,
  { type = 'INT32' }: SchemaElement,
  count: number,
  dictionary: ArrayLike<number | bigint> | undefined,
): ArrayLike<number | bigint> {
  const reader = readerOf(body);
  if (count === 0) return [];
  if (encoding === 'PLAIN') return decoders.readPlain(reader, type, count, undefined) as ArrayLike<number | bigint>;
  if (encoding === 'BYTE_STREAM_SPLIT')
    return decoders.byteStreamSplit(reader, count, type, undefined) as ArrayLike<number | bigint>;
  if (encoding === 'DELTA_BINARY_PACKED') {
    const values = type === 'INT32' ? new Int32Array(count) : new BigInt64Array(count);
    decoders.deltaBinaryUnpack(reader, count, values);
    return values;
  }
  if (!encoding.endsWith('_DICTIONARY')) throw new Error(`the encoding ${encoding} of numbers is not known`);
  if (!dictionary) throw new Error('its dictionary is missing');
  return looked(decoders, body, count, dictionary);
}

/** Numbers by their places in a dictionary, which are looked up as they are packed. */
function looked(
  { readRleBitPackedHybrid }: Decoders,
  body: Uint8Array,
  count: number,
  dictionary: ArrayLike<number | bigint>,
): ArrayLike<number | bigint> {
  const width = body[0];
  const places = dictionary.length <= 256 ? new Uint8Array(count) : new Uint32Array(count);
  const reader = readerOf(body);
  reader.offset = 1;
  if (width > 0) readRleBitPackedHybrid(reader, width, places as never, body.length - 1);
  const values = Array.isArray(dictionary) ? [] : new (dictionary.constructor as Int32ArrayConstructor)(count);
  for (let i = 0; i < count; i++) {
    const place = places[i];
    if (place >= dictionary.length) throw new Error('a value lies outside its dictionary');
    (values as number[])[i] = dictionary[place] as number;
  }
  return values;
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

  add(page: Page, valuesOf: (count: number) => ArrayLike<number | bigint>): void {
    const { count, definition } = page;
    const present = definition === undefined ? count : tally(definition, this.levels.value);
    const values = valuesOf(present);
    if (values.length !== present) throw new Error('a page has another number of values than its header says');
    if (this.#start) this.#lists(page, present === count, values);
    else if (present === count) this.#all(values);
    else this.#gaps(definition as Uint8Array, values);
    this.seen += count;
  }

  numbers(): Numbers {
    const rows = this.#start ? this.#row : this.#end;
    if (rows !== this.rows) throw new Error(`it has ${rows} rows, its row group ${this.rows}`);
    this.#start?.fill(this.#end, this.#row);
    return { values: this.#values.subarray(0, this.#end), start: this.#start };
  }

  #all(values: ArrayLike<number | bigint>): void {
    if (values instanceof BigInt64Array)
      for (let i = 0; i < values.length; i++) this.#values[this.#end++] = safe(values[i]);
    else {
      this.#values.set(values as ArrayLike<number>, this.#end);
      this.#end += values.length;
    }
  }

  #gaps(definition: Uint8Array, values: ArrayLike<number | bigint>): void {
    this.#widen();
    const { value } = this.levels;
    for (let i = 0, at = 0; i < definition.length; i++)
      this.#values[this.#end++] = definition[i] === value ? safe(values[at++]) : Number.NaN;
  }

  #lists({ repetition, definition, count }: Page, isFull: boolean, values: ArrayLike<number | bigint>): void {
    const start = this.#start as Uint32Array;
    const levels = repetition as Uint8Array;
    const { value, element } = this.levels;
    if (isFull) {
      for (let i = 0; i < count; i++) if (levels[i] === 0) start[this.#newRow()] = this.#end + i;
      this.#all(values);
      return;
    }
    const defined = definition as Uint8Array;
    if (defined.some((level) => level >= element && level < value)) this.#widen();
    for (let i = 0, at = 0; i < count; i++) {
      if (levels[i] === 0) start[this.#newRow()] = this.#end;
      if (defined[i] === value) this.#values[this.#end++] = safe(values[at++]);
      else if (defined[i] >= element) this.#values[this.#end++] = Number.NaN;
    }
  }

  #newRow(): number {
    if (this.#row === this.rows) throw new Error(`it has more rows than its row group, ${this.rows}`);
    return this.#row++;
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

function safe(value: number | bigint): number {
  const number = Number(value);
  if (typeof value === 'bigint' && !Number.isSafeInteger(number)) throw new Error(`${value} is beyond 2^53`);
  return number;
}

function arrayFor(
  { type, converted_type: converted, logical_type: logical }: SchemaElement,
  count: number,
): ParquetNumbers {
  if (type === 'DOUBLE' || type === 'INT64') return new Float64Array(count);
  if (type === 'FLOAT') return new Float32Array(count);
  const integer = logical?.type === 'INTEGER' ? `${logical.isSigned ? '' : 'U'}INT_${logical.bitWidth}` : converted;
  switch (integer) {
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
