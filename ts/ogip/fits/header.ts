import { FileError } from '../../base/index.js';

/** FITS standard 4.0 (Pence et al. 2010, doi:10.1051/0004-6361/201015362): headers and data come in blocks of 2880. */
export const blockBytes = 2880;
const cardBytes = 80;

/** The value of a keyword. */
export type CardValue = string | number | boolean;

/** One header card; COMMENT, HISTORY and keywords without a value have `value` undefined. */
export interface FitsCard {
  readonly keyword: string;
  readonly value?: CardValue;
  readonly comment: string;
}

/** The cards of one HDU in file order. If a keyword occurs twice, the first one counts. */
export class FitsHeader {
  readonly #file: string;
  readonly #text: string;
  #cards?: readonly FitsCard[];
  /** Of each keyword the places of its cards in the text; filled at first use, as most headers of a file are asked for little. */
  #places?: Map<string, number[]>;
  readonly #values = new Map<string, CardValue | undefined>();

  /** @param cards the cards, or their text of 80 characters each */
  constructor(cards: readonly FitsCard[] | string, file = '(header)') {
    this.#file = file;
    this.#text = typeof cards === 'string' ? cards : '';
    if (typeof cards !== 'string') this.#setCards(cards);
  }

  get cards(): readonly FitsCard[] {
    if (!this.#cards) this.#setCards(parseCards(this.#text));
    return this.#cards!;
  }

  #setCards(cards: readonly FitsCard[]): void {
    this.#cards = cards;
    this.#values.clear();
    for (const { keyword, value } of cards)
      if (value !== undefined && !this.#values.has(keyword)) this.#values.set(keyword, value);
  }

  /** The value, or undefined. HIERARCH keywords are named in full: `HIERARCH ESO TEL ALT`. */
  get(keyword: string): CardValue | undefined {
    if (this.#cards || this.#values.has(keyword)) return this.#values.get(keyword);
    if (keyword.startsWith('HIERARCH')) return this.cards && this.#values.get(keyword);
    this.#places ??= placesOfKeywords(this.#text);
    const places = this.#places.get(keyword) ?? [];
    let value: CardValue | undefined;
    for (let k = 0; k < places.length && value === undefined; k++)
      [{ value }] = parseCards(this.#text, places[k], true);
    this.#values.set(keyword, value);
    return value;
  }

  /** The value as text without outer blanks; undefined if absent or blank. */
  string(keyword: string): string | undefined {
    const value = this.get(keyword);
    return value === undefined ? undefined : String(value).trim() || undefined;
  }

  /**
   * The value as a number, also if the number is quoted, as in CFITSIO.
   * @throws FileError if there is a value that is not a finite number.
   */
  number(keyword: string): number | undefined {
    const value = this.get(keyword);
    if (value === undefined || (typeof value === 'string' && !value.trim())) return undefined;
    const number = typeof value === 'string' ? parseNumber(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number))
      throw new FileError(this.#file, `keyword ${keyword} is ${JSON.stringify(value)}, which is not a number`);
    return number;
  }

  /** The value as a whole number of at least `min`, or undefined if absent. @throws FileError for any other value. */
  integer(keyword: string, min = 0): number | undefined {
    const value = this.number(keyword);
    if (value !== undefined && (!Number.isSafeInteger(value) || value < min))
      throw new FileError(this.#file, `keyword ${keyword} is ${value}; it must be a whole number of at least ${min}`);
    return value;
  }
}

/** Parses a FITS number (exponent letter E or D); undefined for anything else. */
export function parseNumber(field: string): number | undefined {
  const trimmed = field.trim();
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([EDed][+-]?\d+)?$/.test(trimmed)) return undefined;
  return Number(trimmed.replace(/[Dd]/, 'E'));
}

/** Parses a quoted string at the beginning of `field`: a doubled quote is one quote, trailing blanks are removed. */
function parseQuoted(field: string): { value: string; remainder: string } {
  let end = field.indexOf("'", 1);
  while (end > 0 && field[end + 1] === "'") end = field.indexOf("'", end + 2);
  if (end < 0) end = field.length;
  return { value: field.slice(1, end).replaceAll("''", "'").trimEnd(), remainder: field.slice(end + 1) };
}

function parseValue(afterEquals: string): { value?: CardValue; comment: string } {
  const field = afterEquals.trimStart();
  if (field.startsWith("'")) {
    const { value, remainder } = parseQuoted(field);
    return { value, comment: remainder.replace(/^\s*\/\s?/, '').trimEnd() };
  }
  const slash = field.indexOf('/');
  const bare = (slash < 0 ? field : field.slice(0, slash)).trim();
  const comment = slash < 0 ? '' : field.slice(slash + 1).trim();
  if (!bare) return { comment };
  if (bare === 'T' || bare === 'F') return { value: bare === 'T', comment };
  // A value that is neither number nor logical (a complex number, NAN) is kept as text; number() then refuses it,
  // naming the keyword.
  return { value: parseNumber(bare) ?? bare, comment };
}

function parseCard(card: string): FitsCard {
  const hierarch = card.startsWith('HIERARCH ') ? /^(HIERARCH\s.*?)\s*=(.*)$/.exec(card) : undefined;
  if (hierarch) return { keyword: hierarch[1].replace(/\s+/g, ' '), ...parseValue(hierarch[2]) };
  const keyword = card.slice(0, 8).trimEnd();
  if (card.slice(8, 10) !== '= ' || /^(COMMENT|HISTORY|)$/.test(keyword))
    return { keyword, comment: card.slice(8).trim() };
  return { keyword, ...parseValue(card.slice(10)) };
}

type Changing<T> = { -readonly [Field in keyof T]: T[Field] };

/**
 * Reads the cards of a header's text from a place on: all of them, or the one there with the cards that continue it.
 */
function parseCards(text: string, from = 0, isOne = false): FitsCard[] {
  const cards: Changing<FitsCard>[] = [];
  for (let at = from; at < text.length; at += cardBytes) {
    const card = text.slice(at, at + cardBytes);
    const last = cards[cards.length - 1];
    if (card.startsWith('CONTINUE  ') && typeof last?.value === 'string' && last.value.endsWith('&')) {
      const { value, comment } = parseValue(card.slice(10));
      last.value = last.value.slice(0, -1) + (value ?? '');
      last.comment = (last.comment + ' ' + comment).trim();
    } else {
      if (isOne && cards.length > 0) break;
      cards.push(parseCard(card));
    }
  }
  return cards;
}

/** Where the cards of each keyword are, but for those whose keyword is longer than eight characters (HIERARCH). */
function placesOfKeywords(text: string): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (let at = 0; at < text.length; at += cardBytes) {
    const keyword = text.slice(at, at + 8).trimEnd();
    const known = places.get(keyword);
    if (known) known.push(at);
    else places.set(keyword, [at]);
  }
  return places;
}

/**
 * Finds the cards from `offset` up to END; they are parsed when they are asked for.
 * @returns the header and the offset of the block after it.
 * @throws FileError if the file ends before END.
 */
export function parseHeader(bytes: Uint8Array, offset: number, file: string): { header: FitsHeader; end: number } {
  const decoder = new TextDecoder('latin1');
  for (let at = offset; at + cardBytes <= bytes.length; at += cardBytes) {
    if (!(bytes[at] === 0x45 && bytes[at + 1] === 0x4e && bytes[at + 2] === 0x44)) continue;
    if (decoder.decode(bytes.subarray(at, at + cardBytes)).trimEnd() !== 'END') continue;
    const end = offset + Math.ceil((at + cardBytes - offset) / blockBytes) * blockBytes;
    return { header: new FitsHeader(decoder.decode(bytes.subarray(offset, at)), file), end };
  }
  throw new FileError(file, `ends inside the header that starts at byte ${offset}: the file is cut short or damaged`);
}
