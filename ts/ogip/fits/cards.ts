import { checkList, ParameterError, wordsFor } from '../../base/index.js';
import { addWords, encodeChecksum, WordSum } from './checksum.js';
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

const quotedText = (keyword: string, value: string): string => checkText(value, keyword).replaceAll("'", "''");

/** The characters of a string that one card holds between its quotes. */
const ONE_CARD = 68;
const isLong = ([keyword, value]: HeaderEntry): boolean =>
  typeof value === 'string' && quotedText(keyword, value).length > ONE_CARD;

/** The cards of one entry: one, or several by CONTINUE (FITS standard 4.0, section 4.2.1.2) for a long string. */
function cardsOf([keyword, value, comment]: HeaderEntry): string[] {
  if (value === undefined) return [];
  const isHierarch = /^HIERARCH [!-<>-~]+( [!-<>-~]+)*$/.test(keyword);
  if (!isHierarch && !/^[A-Z0-9_-]{1,8}$/.test(keyword))
    throw new ParameterError(keyword, `${keyword} is no FITS keyword`);
  const start = `${keyword.padEnd(8)}= `;
  const remark = comment ? ` / ${checkText(comment, keyword)}` : '';
  if (typeof value !== 'string') {
    const written = typeof value === 'boolean' ? (value ? 'T' : 'F') : formatNumber(keyword, value);
    return [(start + written.padStart(20) + remark).slice(0, 80).padEnd(80)];
  }
  const quoted = quotedText(keyword, value);
  if (quoted.length <= ONE_CARD)
    return [`${start}${`'${quoted.padEnd(8)}'`.padEnd(20)}${remark}`.slice(0, 80).padEnd(80)];
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

/** The bytes of a header, with END and padding; LONGSTRN stands before the first string that is continued. */
export function formatHeader(entries: readonly HeaderEntry[]): Uint8Array {
  const first = entries.findIndex(isLong);
  const isAnnounced = first < 0 || entries.some(([keyword]) => keyword === 'LONGSTRN');
  const announced = isAnnounced
    ? entries
    : entries.toSpliced(first, 0, ['LONGSTRN', 'OGIP 1.0', 'long strings continue']);
  const header = [...announced.flatMap(cardsOf), 'END'.padEnd(80)].join('');
  return Buffer.from(header.padEnd(Math.ceil(header.length / blockBytes) * blockBytes), 'latin1');
}

/**
 * The bytes of the header of an HDU, with the checksums of the HDU (FITS standard 4.0, section 4.4.2.7). They have no date in their
 * comments, so that equal content makes equal files.
 *
 * @param dataSum sum of the words of the data, {@link WordSum}
 */
export function sealedHeader(entries: readonly HeaderEntry[], dataSum: number): Uint8Array {
  const open = '0'.repeat(16);
  const others = entries.filter(([keyword]) => keyword !== 'DATASUM' && keyword !== 'CHECKSUM');
  const written = (checksum: string) =>
    formatHeader([
      ...others,
      ['DATASUM', String(dataSum), 'checksum of the data'],
      ['CHECKSUM', checksum, 'checksum of the HDU'],
    ]);
  const sum = new WordSum();
  sum.add(written(open));
  return written(encodeChecksum(addWords(sum.value, dataSum)));
}
