import { FileError } from '../../base/index.js';

/** FITS standard 4.0 (Pence et al. 2010, doi:10.1051/0004-6361/201015362): headers and data come in blocks of 2880. */
export const blockBytes = 2880;
const cardBytes = 80;

/** What a keyword can hold. */
export type CardValue = string | number | boolean;

/** One header card; COMMENT, HISTORY and keywords without a value have `value` undefined. */
export interface FitsCard {
  readonly keyword: string;
  readonly value?: CardValue;
  readonly comment: string;
}

/** The cards of one HDU in file order. Where a keyword occurs twice, the first counts. */
export class FitsHeader {
  readonly cards: readonly FitsCard[];
  readonly #file: string;
  readonly #values = new Map<string, CardValue>();

  constructor(cards: readonly FitsCard[], file = '(header)') {
    this.cards = cards;
    this.#file = file;
    for (const { keyword, value } of cards)
      if (value !== undefined && !this.#values.has(keyword)) this.#values.set(keyword, value);
  }

  /** The value, or undefined. HIERARCH keywords go by their full name: `HIERARCH ESO TEL ALT`. */
  get(keyword: string): CardValue | undefined {
    return this.#values.get(keyword);
  }

  /** The value as text without outer blanks; undefined if absent or blank. */
  string(keyword: string): string | undefined {
    const value = this.get(keyword);
    return value === undefined ? undefined : String(value).trim() || undefined;
  }

  /**
   * The value as a number; numbers in quotes count, as they do for CFITSIO.
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

  /** A whole number of at least `least`, or undefined if absent. @throws FileError for any other value. */
  integer(keyword: string, least = 0): number | undefined {
    const value = this.number(keyword);
    if (value !== undefined && (!Number.isSafeInteger(value) || value < least))
      throw new FileError(this.#file, `keyword ${keyword} is ${value}; it must be a whole number of at least ${least}`);
    return value;
  }
}

/** A FITS number (exponent letter E or D), or undefined. */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim();
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([EDed][+-]?\d+)?$/.test(trimmed)) return undefined;
  return Number(trimmed.replace(/[Dd]/, 'E'));
}

/** A quoted string that starts at `text[0]`: doubled quotes stand for one, trailing blanks mean nothing. */
function parseQuoted(text: string): { value: string; rest: string } {
  let end = text.indexOf("'", 1);
  while (end > 0 && text[end + 1] === "'") end = text.indexOf("'", end + 2);
  if (end < 0) end = text.length;
  return { value: text.slice(1, end).replaceAll("''", "'").trimEnd(), rest: text.slice(end + 1) };
}

function parseValue(text: string): { value?: CardValue; comment: string } {
  const field = text.trimStart();
  if (field.startsWith("'")) {
    const { value, rest } = parseQuoted(field);
    return { value, comment: rest.replace(/^\s*\/\s?/, '').trimEnd() };
  }
  const slash = field.indexOf('/');
  const bare = (slash < 0 ? field : field.slice(0, slash)).trim();
  const comment = slash < 0 ? '' : field.slice(slash + 1).trim();
  if (!bare) return { comment };
  if (bare === 'T' || bare === 'F') return { value: bare === 'T', comment };
  // What is neither number nor logical (a complex number, NAN) is kept as text; number() then refuses it by name.
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
 * Reads the cards from `offset` up to END.
 * @returns the header and the offset of the block after it.
 * @throws FileError if the file ends before END.
 */
export function parseHeader(bytes: Uint8Array, offset: number, file: string): { header: FitsHeader; end: number } {
  const cards: Changing<FitsCard>[] = [];
  const decoder = new TextDecoder('latin1');
  for (let at = offset; at + cardBytes <= bytes.length; at += cardBytes) {
    const card = decoder.decode(bytes.subarray(at, at + cardBytes));
    if (card.trimEnd() === 'END') {
      const end = offset + Math.ceil((at + cardBytes - offset) / blockBytes) * blockBytes;
      return { header: new FitsHeader(cards, file), end };
    }
    const last = cards[cards.length - 1];
    if (card.startsWith('CONTINUE  ') && typeof last?.value === 'string' && last.value.endsWith('&')) {
      const { value, comment } = parseValue(card.slice(10));
      last.value = last.value.slice(0, -1) + (value ?? '');
      last.comment = (last.comment + ' ' + comment).trim();
    } else {
      cards.push(parseCard(card));
    }
  }
  throw new FileError(file, `ends inside the header that starts at byte ${offset}: the file is cut short or damaged`);
}
