import { ParameterError } from './errors.js';
import type { ReadonlyFloat64Array } from './readonlyArrays.js';

// Checks of arguments at the public border. TypeScript's types end where JavaScript, JSON or a cast begins; without
// these a forgotten argument would be a TypeError from some line deep inside.

/** What a value is, in words, for a message that says what was given instead. */
export function wordsFor(value: unknown): string {
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 40))}`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value instanceof Promise) return 'a promise (is an await missing?)';
  const kind = value.constructor?.name ?? 'Object';
  return kind === 'Object' ? 'an object' : `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

/** Limits of a number; `above` and `below` leave out the limit itself. */
export interface Limits {
  least?: number;
  most?: number;
  above?: number;
  below?: number;
}

/** A number in its limits; NaN never is. */
export function checkNumber(name: string, value: unknown, limits: Limits = {}): asserts value is number {
  if (isWithin(value, limits)) return;
  throw new ParameterError(name, `${name} is ${wordsFor(value)}; it must be ${numberWords(limits)}`);
}

export const isWithin = (
  value: unknown,
  { least = -Infinity, most = Infinity, above = -Infinity, below = Infinity }: Limits,
): value is number => typeof value === 'number' && value >= least && value <= most && value > above && value < below;

/** What a number must be, for a message. */
export function numberWords({
  least = -Infinity,
  most = Infinity,
  above = -Infinity,
  below = Infinity,
}: Limits): string {
  const low = above > -Infinity ? `above ${above}` : least > -Infinity ? `at least ${least}` : '';
  const high = below < Infinity ? `below ${below}` : most < Infinity ? `at most ${short(most)}` : '';
  return `a number, ${[low, high].filter(Boolean).join(' and ') || 'finite'}`;
}

const short = (limit: number): string => (limit >= 1e6 ? limit.toExponential().replace('+', '') : String(limit));

/** A whole number from `least` to `most`. */
export function checkWhole(
  name: string,
  value: unknown,
  least = 0,
  most = Number.MAX_SAFE_INTEGER,
): asserts value is number {
  if (isWholeWithin(value, least, most)) return;
  throw new ParameterError(name, `${name} is ${wordsFor(value)}; it must be ${wholeWords(least, most)}`);
}

export const isWholeWithin = (value: unknown, least: number, most: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;

/** What a whole number must be, for a message. */
export const wholeWords = (least: number, most: number): string =>
  `a whole number from ${least} to ${most === Number.MAX_SAFE_INTEGER ? '2^53 - 1' : most}`;

/** An array or typed array; `what` says of what, such as "counts". */
export function checkList(name: string, value: unknown, what = 'an array'): asserts value is ArrayLike<unknown> {
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value)) return;
  throw new ParameterError(name, `${name} is ${wordsFor(value)}; ${what} is needed`);
}

/** A Float64Array, which native code takes without a copy. */
export function checkFloat64(name: string, value: unknown): asserts value is ReadonlyFloat64Array {
  if (value instanceof Float64Array) return;
  throw new ParameterError(name, `${name} is ${wordsFor(value)}; a Float64Array is needed: Float64Array.from(...)`);
}

/** Options, which are always an object: a bare number in their place would otherwise be passed over without a word. */
export function checkOptions(options: unknown): void {
  if (typeof options === 'object' && options !== null && !Array.isArray(options) && !ArrayBuffer.isView(options))
    return;
  throw new ParameterError('options', `options is ${wordsFor(options)}; an object is needed, such as { name: value }`);
}

/** An object that has certain fields; `what` says what it is and who makes it, such as "a response (createResponse)". */
export function checkObject(name: string, value: unknown, what: string, ...fields: string[]): void {
  const isObject = typeof value === 'object' && value !== null;
  const missing = isObject ? fields.find((field) => !(field in value)) : undefined;
  if (isObject && missing === undefined) return;
  const fault = missing === undefined ? '' : ` without ${missing}`;
  throw new ParameterError(name, `${name} is ${wordsFor(value)}${fault}; ${what} is needed`);
}
