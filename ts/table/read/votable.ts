import { SaxesParser } from 'saxes';
import { FileError } from '../../base/index.js';
import type { Column, ColumnType, TableCell, TableMeta } from '../types.js';
import { BinaryRows, type VotableField } from './binaryRows.js';
import { chosenColumns, type FoundColumn, type OpenTable, type ReadOptions } from './chosen.js';
import { type TableSource, textPieces } from './source.js';

const types: Readonly<Record<string, ColumnType>> = {
  ...{ boolean: 'boolean', bit: 'boolean', unsignedByte: 'int32', short: 'int32', int: 'int32', long: 'int64' },
  ...{ float: 'float32', double: 'float64', char: 'string', unicodeChar: 'string' },
};

/** Undefined for a field whose cells hold several values. */
const typeOf = ({ datatype, arraysize }: VotableField): ColumnType | undefined => {
  const isText = datatype === 'char' || datatype === 'unicodeChar';
  const isOne = arraysize === undefined || arraysize === '1' || (isText && !arraysize.includes('x'));
  return isOne ? types[datatype] : undefined;
};

/** What stands before the data of the first table. */
interface Heading {
  fields: VotableField[];
  columns: FoundColumn[];
  meta: TableMeta;
}

/** The first table of a VOTable document (versions 1.0 to 1.5) that has data, in TABLEDATA, BINARY or BINARY2. */
export async function readVotable(source: TableSource, options: ReadOptions): Promise<OpenTable> {
  const { file } = source;
  const document = new VotableReader(file);
  for await (const piece of textPieces(source)) {
    document.write(piece);
    if (document.isInData) break;
  }
  const { columns: found, fields, meta } = document.heading();
  const vectors = found.flatMap(({ name, type }) => (type === undefined ? [name] : []));
  const chosen = chosenColumns(file, found, options, vectors).filter(({ column }) => column.type !== undefined);
  const places = chosen.map(({ place }) => place);
  const rows = async function* () {
    const reader = new VotableReader(file);
    for await (const piece of textPieces(source)) {
      reader.write(piece);
      yield* reader.take();
    }
    reader.close();
    yield* reader.take();
  };
  const unsafe = new Set<number>();
  const longs = places.filter((place) => fields[place].datatype === 'long');
  if (longs.length > 0)
    for await (const row of rows()) for (const place of longs) if (typeof row[place] === 'string') unsafe.add(place);
  const columns = chosen.map(
    ({ column, place }): Column => ({
      ...column,
      type: unsafe.has(place) ? 'string' : (column.type as ColumnType),
    }),
  );
  async function* cells(): AsyncGenerator<TableCell[]> {
    for await (const row of rows())
      yield places.map((place, k) => {
        const cell = row[place];
        return columns[k].type === 'string' && typeof cell === 'number' ? String(cell) : cell;
      });
  }
  return { columns, rows: cells(), meta, vectors };
}

/** The columns and what is said of the table, of a document that need not have data. */
export function parseVotableHead(file: string, document: string): { columns: FoundColumn[]; meta: TableMeta } {
  const reader = new VotableReader(file);
  reader.write(document);
  return reader.heading();
}

/** Reads a document in pieces. Whole numbers beyond 2^53 are given as their digits. */
class VotableReader {
  readonly #parser = new SaxesParser({ position: true });
  readonly #file: string;
  #fields: VotableField[] = [];
  #columns: { -readonly [Key in keyof FoundColumn]: FoundColumn[Key] }[] = [];
  #meta: { name?: string; description?: string } = {};
  #params: Record<string, string | number> = {};
  #rows: TableCell[][] = [];
  readonly #path: string[] = [];
  #content = '';
  #row: TableCell[] = [];
  #binary?: BinaryRows;
  #isDone = false;
  #hasTable = false;

  constructor(file: string) {
    this.#file = file;
    this.#parser.on('error', (error) => {
      throw this.#error(`is no well-formed XML: ${error.message}`);
    });
    this.#parser.on('opentag', ({ name, attributes }) => this.#open(name, attributes as Record<string, string>));
    this.#parser.on('closetag', (tag) => this.#closed(plain(tag.name)));
    const text = (content: string) => this.#text(content);
    this.#parser.on('text', text);
    this.#parser.on('cdata', text);
  }

  /**
   * The parser keeps text until the next tag comes; a stream of base64 is one text, which may be larger than a string can be. So its
   * pieces are taken out here, for which the parser has to stop where each tag ends.
   */
  write(piece: string): void {
    for (let at = 0; at < piece.length && !this.#isDone; ) {
      const isStream = this.#path.at(-1) === 'STREAM';
      const tag = isStream ? piece.indexOf('<', at) : at;
      if (tag !== at) this.#stream(piece.slice(at, tag < 0 ? undefined : tag));
      if (tag < 0) return;
      const close = this.#path.at(-1) === 'TR' || this.#path.at(-1) === 'TABLEDATA' ? -1 : piece.indexOf('>', tag);
      at = close < 0 ? piece.length : close + 1;
      this.#parser.write(piece.slice(tag, at));
    }
  }

  close(): void {
    if (!this.#isDone) this.#parser.close();
    if (!this.#isDone) throw this.#error('its table is not complete: the file is cut short');
  }

  /** The rows since the last time. */
  take(): TableCell[][] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  get isInData(): boolean {
    return this.#path.includes('DATA') || this.#isDone;
  }

  heading(): Heading {
    if (this.#columns.length === 0) throw this.#error('holds no table');
    const hasParams = Object.keys(this.#params).length > 0;
    const meta = { ...this.#meta, ...(hasParams ? { params: this.#params } : {}) };
    return { fields: this.#fields, columns: this.#columns, meta };
  }

  #error(message: string): FileError {
    return new FileError(this.#file, message);
  }

  #open(qualified: string, attributes: Record<string, string>): void {
    const name = plain(qualified);
    const parent = this.#path.at(-1);
    this.#path.push(name);
    this.#content = '';
    if (this.#isDone) return;
    if (name === 'TABLE') this.#table(attributes);
    else if (name === 'FIELD') this.#field(attributes);
    else if (name === 'PARAM' && (parent === 'TABLE' || parent === 'RESOURCE')) this.#param(attributes);
    else if (name === 'VALUES' && parent === 'FIELD' && attributes.null !== undefined)
      (this.#fields.at(-1) as VotableField).blank = attributes.null;
    else if (name === 'BINARY' || name === 'BINARY2')
      this.#binary = new BinaryRows(this.#file, this.#fields, name === 'BINARY2');
    else if (name === 'STREAM') this.#checkStream(attributes);
    else if (name === 'FITS') throw this.#error('its data are a FITS file in the VOTable; convert it to a FITS file');
    else if (name === 'TR') this.#row = [];
  }

  /** A table without data is forgotten when another one begins. */
  #table(attributes: Record<string, string>): void {
    this.#fields = [];
    this.#columns = [];
    this.#meta = attributes.name === undefined ? {} : { name: attributes.name };
    this.#hasTable = true;
  }

  #field(attributes: Record<string, string>): void {
    const { name, ID, datatype = 'char', arraysize, unit, ucd } = attributes;
    const field: VotableField = { datatype, arraysize };
    this.#fields.push(field);
    this.#columns.push({ name: name ?? ID ?? `col${this.#fields.length}`, type: typeOf(field), unit, ucd });
  }

  #param({ name = '', datatype, arraysize, value = '' }: Record<string, string>): void {
    const isNumber =
      arraysize === undefined && ['unsignedByte', 'short', 'int', 'long', 'float', 'double'].includes(datatype);
    const number = isNumber && value.trim() !== '' ? Number(value) : Number.NaN;
    this.#params[name] =
      Number.isFinite(number) && String(number) !== '' && !isLossy(datatype, number) ? number : value;
  }

  #stream(content: string): void {
    for (const row of this.#binary?.add(content) ?? []) this.#rows.push(row);
  }

  #checkStream({ href, encoding }: Record<string, string>): void {
    if (href) throw this.#error(`its data are elsewhere, at ${href}; save the table with its data within`);
    if (encoding !== 'base64') throw this.#error(`its data have the encoding ${encoding ?? 'none'}; base64 is read`);
  }

  #text(content: string): void {
    if (this.#path.at(-1) === 'STREAM') this.#stream(content);
    else this.#content += content;
  }

  #closed(name: string): void {
    this.#path.pop();
    if (this.#isDone) return;
    const content = this.#content.trim();
    if (name === 'DESCRIPTION') this.#describe(content);
    else if (name === 'TD') this.#row.push(this.#cell(this.#row.length));
    else if (name === 'TR') this.#endRow();
    else if (name === 'STREAM') this.#binary?.end();
    else if (name === 'DATA') this.#isDone = true;
    this.#content = '';
  }

  #describe(content: string): void {
    const parent = this.#path.at(-1);
    if (parent === 'FIELD') (this.#columns.at(-1) as { description?: string }).description = content;
    else if (parent === 'TABLE' || (parent === 'RESOURCE' && !this.#hasTable)) this.#meta.description = content;
  }

  #endRow(): void {
    if (this.#row.length !== this.#fields.length)
      throw this.#error(
        `row with ${this.#row.length} cells (line ${this.#parser.line}); there are ${this.#fields.length} fields`,
      );
    this.#rows.push(this.#row);
  }

  #cell(k: number): TableCell {
    const field = this.#fields[k];
    const column = this.#columns[k];
    if (field === undefined || column.type === undefined) return null;
    if (column.type === 'string') return this.#content === '' ? null : this.#content;
    const written = this.#content.trim();
    if (written === '' || written === field.blank) return null;
    const value = column.type === 'boolean' ? truthOf(written) : numberOf(written);
    if (typeof value === 'number' && field.datatype === 'float') return isNone(value) ? null : Math.fround(value);
    if (value !== undefined) return isNone(value) ? null : value;
    const where = `column ${column.name}, line ${this.#parser.line}`;
    throw this.#error(`${where}: ${JSON.stringify(written.slice(0, 40))} is no ${field.datatype}`);
  }
}

const isNone = (value: TableCell): boolean => value === null || Number.isNaN(value);

/** Whether a whole number of a parameter has lost digits. */
const isLossy = (datatype: string, value: number): boolean =>
  datatype !== 'float' && datatype !== 'double' && !Number.isSafeInteger(value);

/** The name of an element without the prefix of its namespace. */
const plain = (name: string): string => name.slice(name.indexOf(':') + 1);

function truthOf(written: string): boolean | null | undefined {
  if (/^(true|t|1)$/i.test(written)) return true;
  if (/^(false|f|0)$/i.test(written)) return false;
  return written === '?' ? null : undefined;
}

/** A number of TABLEDATA; undefined for what is none. */
function numberOf(written: string): number | string | undefined {
  if (/^[+-]?inf$/i.test(written)) return written.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(written)) return Number.NaN;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^0x[0-9a-f]+$/i.test(written)) return undefined;
  const value = Number(written);
  return /^[+-]?\d+$/.test(written) && !Number.isSafeInteger(value) ? written.replace(/^\+/, '') : value;
}
