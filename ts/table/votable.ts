import { packageVersion } from '../base/index.js';
import { batches, changedRows, escaped, type Survey, survey, type TableJob } from './batches.js';
import { blankInt32, blankInt64, type CheckedCell } from './cells.js';
import type { Column, TableMeta } from './types.js';

// VOTable 1.4 (IVOA Recommendation, 2019): https://www.ivoa.net/documents/VOTable/20191021/

/** Characters that no XML 1.0 document can hold, not even as references. */
const unfit = /[^\P{Cc}\t\n\r\x7f-\x9f]|[\ufffe\uffff]|\p{Cs}/gu;

const references: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const xml = (content: string): string =>
  escaped(content, unfit).replaceAll(/[&<>"\t\n\r]/g, (char) => references[char] ?? `&#${char.charCodeAt(0)};`);

/** An element with its attributes; those that are undefined are left out. */
function element(name: string, attributes: Record<string, string | undefined>, description?: string): string {
  const written = Object.entries(attributes).map(([key, value]) =>
    value === undefined ? '' : ` ${key}="${xml(value)}"`,
  );
  const start = `<${name}${written.join('')}`;
  return description === undefined
    ? `${start}/>\n`
    : `${start}>\n<DESCRIPTION>${xml(description)}</DESCRIPTION>\n</${name}>\n`;
}

const dataTypes: Readonly<Record<Exclude<Column['type'], 'string'>, string>> = {
  float64: 'double',
  float32: 'float',
  int32: 'int',
  int64: 'long',
  boolean: 'boolean',
};

const charType = (content: string): string => (/\P{ASCII}/u.test(content) ? 'unicodeChar' : 'char');

function param(name: string, value: string | number): string {
  if (typeof value === 'number') {
    const isInt = Number.isSafeInteger(value);
    const datatype = isInt ? (Math.abs(value) < 2 ** 31 ? 'int' : 'long') : 'double';
    return element('PARAM', { name, datatype, value: String(value) });
  }
  return element('PARAM', { name, datatype: charType(xml(value)), arraysize: '*', value });
}

/**
 * The document up to the data of its table.
 *
 * @param seen what is known of the rows; without it there is to be no data
 */
export function votableHead(columns: readonly Column[], meta: TableMeta, seen?: Survey): string {
  const fields = columns.map(({ name, type, unit, ucd, description }, k) => {
    const isText = type === 'string';
    const datatype = isText ? (seen?.texts[k].isAscii === false ? 'unicodeChar' : 'char') : dataTypes[type];
    return element('FIELD', { name, datatype, arraysize: isText ? '*' : undefined, unit, ucd }, description);
  });
  const rows = seen === undefined ? '' : ` nrows="${seen.rows}"`;
  const name = meta.name === undefined ? '' : ` name="${xml(meta.name)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    '<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">\n',
    `<!-- written by xsift ${packageVersion} -->\n`,
    '<RESOURCE>\n',
    `<TABLE${name}${rows}>\n`,
    meta.description === undefined ? '' : `<DESCRIPTION>${xml(meta.description)}</DESCRIPTION>\n`,
    ...fields,
    ...Object.entries(meta.params ?? {}).map(([key, value]) => param(key, value)),
  ].join('');
}

export const votableTail = '</TABLE>\n</RESOURCE>\n</VOTABLE>\n';

/** A table in the serialization BINARY2, where each row begins with flags of the cells that have no value. */
export async function* votablePieces(job: TableJob): AsyncGenerator<Uint8Array> {
  const { file, columns, meta } = job;
  const seen = await survey(job);
  const encoder = new RowEncoder(columns, seen);
  yield Buffer.from(`${votableHead(columns, meta, seen)}<DATA>\n<BINARY2>\n<STREAM encoding="base64">\n`);
  let rows = 0;
  for await (const batch of batches(job)) {
    rows += batch.length;
    for (const row of batch) encoder.add(row);
    yield encoder.take(false);
  }
  if (rows !== seen.rows) throw changedRows(file, seen.rows, rows);
  yield encoder.take(true);
  yield Buffer.from(`</STREAM>\n</BINARY2>\n</DATA>\n${votableTail}`);
}

/** Bytes of a line of base64: 76 characters. */
const lineBytes = 57;

/** Collects the bytes of rows and gives them as lines of base64. */
class RowEncoder {
  #bytes = Buffer.alloc(2 ** 16);
  #end = 0;

  constructor(
    readonly columns: readonly Column[],
    readonly seen: Survey,
  ) {}

  add(row: readonly CheckedCell[]): void {
    const flags = Math.ceil(row.length / 8);
    this.#reserve(flags);
    const start = this.#end;
    this.#bytes.fill(0, start, (this.#end += flags));
    for (let k = 0; k < row.length; k++) {
      if (row[k] === null) this.#bytes[start + (k >> 3)] |= 0x80 >> (k & 7);
      this.#cell(k, row[k]);
    }
  }

  #cell(k: number, cell: CheckedCell): void {
    this.#reserve(8);
    switch (this.columns[k].type) {
      case 'string':
        this.#chars(cell === null ? '' : (cell as string), this.seen.texts[k].isAscii);
        break;
      case 'float64':
        this.#end = this.#bytes.writeDoubleBE((cell as number) ?? Number.NaN, this.#end);
        break;
      case 'float32':
        this.#end = this.#bytes.writeFloatBE((cell as number) ?? Number.NaN, this.#end);
        break;
      case 'int32':
        this.#end = this.#bytes.writeInt32BE((cell as number) ?? blankInt32, this.#end);
        break;
      case 'int64':
        this.#end = this.#bytes.writeBigInt64BE(BigInt((cell as number) ?? blankInt64), this.#end);
        break;
      case 'boolean':
        this.#bytes[this.#end++] = (cell === null ? '?' : cell ? 'T' : 'F').charCodeAt(0);
    }
  }

  /** A text: its length in characters, then these; a `unicodeChar` has two bytes, the upper one first. */
  #chars(cell: string, isAscii: boolean): void {
    this.#end = this.#bytes.writeUInt32BE(cell.length, this.#end);
    this.#reserve(2 * cell.length);
    if (isAscii) this.#end += this.#bytes.write(cell, this.#end, 'latin1');
    else for (let i = 0; i < cell.length; i++) this.#end = this.#bytes.writeUInt16BE(cell.charCodeAt(i), this.#end);
  }

  #reserve(more: number): void {
    if (this.#end + more <= this.#bytes.length) return;
    const larger = Buffer.alloc(Math.max(2 * this.#bytes.length, this.#end + more));
    larger.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = larger;
  }

  /** The whole lines that there are, or with the last one, which may be shorter. */
  take(isLast: boolean): Uint8Array {
    const end = isLast ? this.#end : this.#end - (this.#end % lineBytes);
    const lines: string[] = [];
    for (let at = 0; at < end; at += lineBytes)
      lines.push(`${this.#bytes.toString('base64', at, Math.min(at + lineBytes, end))}\n`);
    this.#bytes.copyWithin(0, end, this.#end);
    this.#end -= end;
    return Buffer.from(lines.join(''), 'latin1');
  }
}
