import { ParameterError } from './errors.js';
import type { ReadonlyFloat64Array } from './readonlyArrays.js';

// Checks of the arguments of public functions. TypeScript's types do not hold for callers in JavaScript, for JSON or
// after a cast; without these checks a forgotten argument would be a TypeError from some line deep inside.

/** A value in words, for a message that says what was given instead of what is needed. */
export function wordsFor(value: unknown): string {
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 40))}`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value instanceof Promise) return 'a promise (is an await missing?)';
  const kind = value.constructor?.name ?? 'Object';
  return kind === 'Object' ? 'an object' : `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

/** Limits of a number: from `min` to `max`, both allowed; greater than `above`, less than `below`. */
export interface Limits {
  min?: number;
  max?: number;
  above?: number;
  below?: number;
}

/** Throws unless the value is a number within its limits. NaN is within none. */
export function checkNumber(name: string, value: unknown, limits: Limits = {}): asserts value is number {
  if (isWithin(value, limits)) return;
  throw new ParameterError(name, `${name} is ${wordsFor(value)}; it must be ${numberWords(limits)}`);
}

export const isWithin = (
  value: unknown,
  { min = -Infinity, max = Infinity, above = -Infinity, below = Infinity }: Limits,
): value is number => typeof value === 'number' && value >= min && value <= max && value > above && value < below;

/** Words for a message: what a number within these limits is. */
export function numberWords({ min = -Infinity, max = Infinity, above = -Infinity, below = Infinity }: Limits): string {
  const low = above > -Infinity ? `above ${above}` : min > -Infinity ? `at least ${min}` : '';
  const high = below < Infinity ? `below ${below}` : max < Infinity ? `at most ${short(max)}` : '';
  return `a number, ${[low, high].filter(Boolean).join(' and ') || 'finite'}`;
}

const short = (limit: number): string => (limit >= 1e6 ? limit.toExponential().replace('+', '') : String(limit));

/** Throws unless the value is a whole number from `min` to `max`. */
export function checkWhole(
  name: string,
  value: unknown,
  min = 0,
  max = Number.MAX_SAFE_INTEGER,
): asserts value is number {
  if (isWholeWithin(value, min, max)) return;
  throw new ParameterError(name, `${name} is ${wordsFor(value)}; it must be ${wholeWords(min, max)}`);
}

export const isWholeWithin = (value: unknown, min: number, max: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;

/** Words for a message: what a whole number within these limits is. */
export const wholeWords = (min: number, max: number): string =>
  `a whole number from ${min} to ${max === Number.MAX_SAFE_INTEGER ? '2^53 - 1' : max}`;

/** Throws unless the value is an array or a typed array; `what` names what is needed, such as "a list of names". */
export function checkList(name: string, value: unknown, what = 'an array'): asserts value is ArrayLike<unknown> {
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value)) return;
  throw new ParameterError(name, `${name} is ${wordsFor(value)}; ${what} is needed`);
}

/** Throws unless the value is a Float64Array, which native code takes without a copy. */
export function checkFloat64(name: string, value: unknown): asserts value is ReadonlyFloat64Array {
  if (value instanceof Float64Array) return;
  throw new ParameterError(name, `${name} is ${wordsFor(value)}; a Float64Array is needed: Float64Array.from(...)`);
}

/** Throws unless options are an object: a bare number in their place would be ignored silently. */
export function checkOptions(options: unknown): void {
  if (typeof options === 'object' && options !== null && !Array.isArray(options) && !ArrayBuffer.isView(options))
    return;
  throw new ParameterError('options', `options is ${wordsFor(options)}; an object is needed, such as { name: value }`);
}

/**
 * Throws unless the value is an object with these fields; `what` says what it is and which function makes it, such as
 * "a response (createResponse)".
 */
export function checkObject(name: string, value: unknown, what: string, ...fields: string[]): void {
  const isObject = typeof value === 'object' && value !== null;
  const missing = isObject ? fields.find((field) => !(field in value)) : undefined;
  if (isObject && missing === undefined) return;
  const fault = missing === undefined ? '' : ` without ${missing}`;
  throw new ParameterError(name, `${name} is ${wordsFor(value)}${fault}; ${what} is needed`);
}
