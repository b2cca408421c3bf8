/** FITS files made by hand, byte by byte, so that the reader is not tested against the project's own writer alone. */

const encoder = new TextEncoder();

/** One 80-character card; a string value comes with its quotes. */
export const card = (keyword: string, value?: string | number, comment = ''): string =>
  (value === undefined
    ? keyword
    : `${keyword.padEnd(8)}= ${String(value).padStart(20)}${comment && ' / ' + comment}`
  ).padEnd(80);

const padded = (bytes: Uint8Array, fill: number): Uint8Array => {
  const result = new Uint8Array(Math.ceil(bytes.length / 2880) * 2880).fill(fill);
  result.set(bytes);
  return result;
};

export function join(...parts: Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

/** Cards (END is added) and data, each filled up to whole blocks; `fill` is a blank for ASCII tables. */
export const hdu = (cards: string[], data: Uint8Array = new Uint8Array(0), fill = 0): Uint8Array =>
  join(padded(encoder.encode([...cards, card('END')].join('')), 32), padded(data, fill));

export const primary = (cards: string[] = []): Uint8Array =>
  hdu([card('SIMPLE', 'T'), card('BITPIX', 8), card('NAXIS', 0), ...cards]);

/** A BINTABLE of given row length; `columns` are [TTYPE, TFORM, further cards]. */
export function binTable(
  name: string,
  columns: [string, string, ...string[]][],
  rowBytes: number,
  rows: number,
  data: Uint8Array,
  cards: string[] = [],
): Uint8Array {
  return hdu(
    [
      card('XTENSION', "'BINTABLE'"),
      card('BITPIX', 8),
      card('NAXIS', 2),
      card('NAXIS1', rowBytes),
      card('NAXIS2', rows),
      card('PCOUNT', data.length - rowBytes * rows),
      card('GCOUNT', 1),
      card('TFIELDS', columns.length),
      card('EXTNAME', `'${name}'`),
      ...columns.flatMap(([type, form, ...more], i) => [
        card(`TTYPE${i + 1}`, `'${type}'`),
        card(`TFORM${i + 1}`, `'${form}'`),
        ...more,
      ]),
      ...cards,
    ],
    data,
  );
}

/** An ASCII TABLE; `columns` are [TTYPE, TFORM, TBCOL, further cards]. */
export function asciiTable(columns: [string, string, number, ...string[]][], lines: string[]): Uint8Array {
  const data = encoder.encode(lines.join(''));
  return hdu(
    [
      card('XTENSION', "'TABLE   '"),
      card('BITPIX', 8),
      card('NAXIS', 2),
      card('NAXIS1', lines[0].length),
      card('NAXIS2', lines.length),
      card('PCOUNT', 0),
      card('GCOUNT', 1),
      card('TFIELDS', columns.length),
      ...columns.flatMap(([type, form, column, ...more], i) => [
        card(`TTYPE${i + 1}`, `'${type}'`),
        card(`TFORM${i + 1}`, `'${form}'`),
        card(`TBCOL${i + 1}`, column),
        ...more,
      ]),
    ],
    data,
    32,
  );
}
