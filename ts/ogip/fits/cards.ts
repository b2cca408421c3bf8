import { checkList, ParameterError, wordsFor } from '../../base/index.js';
import { blockBytes, type CardValue } from './header.js';

/** A keyword with its value and comment. With an undefined value the keyword is not written. */
export type HeaderEntry = readonly [keyword: string, value: CardValue | undefined, comment?: string];

/** Throws for a character that FITS does not allow in headers and text columns, one outside ASCII blank to ~. */
export function checkText(value: string, where: string): string {
  const bad = /[^\x20-\x7e]/.exec(value);
  if (!bad) return value;
  throw new ParameterError(where, `${where} holds ${JSON.stringify(bad[0])}; FITS allows plain ASCII text only`);
}

function formatNumber(keyword: string, value: number): string {
  if (!Number.isFinite(value))
    throw new ParameterError(keyword, `keyword ${keyword} cannot be ${value} in a FITS header`);
  const digits = String(value).toUpperCase();
  // A number with an exponent gets a decimal point, which old readers need.
  return digits.includes('E') && !digits.includes('.') ? digits.replace('E', '.0E') : digits;
}

/** The cards of one entry: one, or several by CONTINUE (FITS standard 4.0, section 4.2.1.2) for a long string. */
function cardsOf([keyword, value, comment]: HeaderEntry): string[] {
  if (value === undefined) return [];
  if (!/^[A-Z0-9_-]{1,8}$/.test(keyword)) throw new ParameterError(keyword, `${keyword} is no FITS keyword`);
  const start = `${keyword.padEnd(8)}= `;
  const remark = comment ? ` / ${checkText(comment, keyword)}` : '';
  if (typeof value !== 'string') {
    const written = typeof value === 'boolean' ? (value ? 'T' : 'F') : formatNumber(keyword, value);
    return [(start + written.padStart(20) + remark).slice(0, 80).padEnd(80)];
  }
  const quoted = checkText(value, keyword).replaceAll("'", "''");
  if (quoted.length <= 68) return [`${start}${`'${quoted.padEnd(8)}'`.padEnd(20)}${remark}`.slice(0, 80).padEnd(80)];
  // A card holds 67 characters, so that the & fits; a doubled quote is not split.
  const pieces = [''];
  for (const unit of quoted.match(/''|[^']/g)!)
    if (pieces[pieces.length - 1].length + unit.length <= 67) pieces[pieces.length - 1] += unit;
    else pieces.push(unit);
  return pieces.map((piece, i) =>
    `${i === 0 ? start : 'CONTINUE  '}'${piece}${i < pieces.length - 1 ? '&' : ''}'`.padEnd(80),
  );
}

/** @throws ParameterError unless it is a list of [keyword, value, comment]. */
export function checkHeader(header: readonly HeaderEntry[]): void {
  checkList('header', header, 'a list of [keyword, value, comment]');
  for (const entry of header)
    if (!Array.isArray(entry) || typeof entry[0] !== 'string')
      throw new ParameterError('header', `header holds ${wordsFor(entry)}; entries are [keyword, value, comment]`);
}

/** The bytes of a header, with END and padding. */
export function formatHeader(entries: readonly HeaderEntry[]): Uint8Array {
  const header = [...entries.flatMap(cardsOf), 'END'.padEnd(80)].join('');
  return Buffer.from(header.padEnd(Math.ceil(header.length / blockBytes) * blockBytes), 'latin1');
}
