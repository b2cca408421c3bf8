import * as v from 'valibot';
import { isWholeWithin, isWithin, type Limits, numberWords, wholeWords, wordsFor } from './arguments.js';
import { FileError, ParameterError } from './errors.js';

// JSON, and objects of unknown origin, are checked against schemas; their types are derived from the schema or compared
// with it. The message of a schema says what is needed ("a number, above 0"); the error begins with the path and the
// value.

/** A number within limits, as in `checkNumber`. */
export const number = (limits: Limits = {}) =>
  v.custom<number>((value) => isWithin(value, limits), numberWords(limits));

/** A whole number from `min` to `max`, as in `checkWhole`. */
export const whole = (min = 0, max = Number.MAX_SAFE_INTEGER) =>
  v.custom<number>((value) => isWholeWithin(value, min, max), wholeWords(min, max));

export const string = v.string('a text');
export const truth = v.boolean('true or false');

/** One of the given words. */
export const oneOf = <const Words extends readonly (string | boolean)[]>(words: Words) =>
  v.custom<Words[number]>((value) => words.includes(value as Words[number]), words.join(' or '));

/** A list whose elements fit the schema `item`. */
export const listOf = <Item extends v.GenericSchema>(item: Item) => v.array(item, 'a list');

/**
 * Checks a value against a schema.
 *
 * @param name what the value is called; the path in a message begins with it: `input.mean[3]`
 * @returns the output of the schema
 * @throws ParameterError with the path of the first field that does not fit.
 */
export function parseAs<Output>(schema: v.GenericSchema<unknown, Output>, value: unknown, name = ''): Output {
  const { success, output, issues } = v.safeParse(schema, value, { abortEarly: true });
  if (success) return output;
  throw errorOf(schema, issues[0], name);
}

/**
 * As {@link parseAs}, for the content of a file. @throws FileError with the path of the first field that does not fit.
 */
export function parseFile<Output>(schema: v.GenericSchema<unknown, Output>, content: unknown, file: string): Output {
  try {
    return parseAs(schema, content);
  } catch (cause) {
    throw new FileError(file, (cause as ParameterError).message, { cause });
  }
}

function errorOf(schema: unknown, issue: v.BaseIssue<unknown>, name: string): ParameterError {
  const keys = issue.path?.map(({ key }) => key) ?? [];
  const path = pathOf(name, keys);
  const isObject = issue.type === 'strict_object' || issue.type === 'object';
  if (isObject && issue.expected === 'never') {
    const parent = pathOf(name, keys.slice(0, -1));
    const known = fieldsAt(schema, keys.slice(0, -1)).join(', ');
    return new ParameterError(path, `${path} is no field${parent && ` of ${parent}`}; its fields are ${known}`);
  }
  if (isObject && issue.expected !== 'Object') return new ParameterError(path, `${path} is missing`);
  const needed = isObject ? 'an object' : issue.message;
  return new ParameterError(path, `${path || 'it'} is ${wordsFor(issue.input)}; it must be ${needed}`);
}

/** The path of a field as a program writes it: `input.mean[3]`. */
const pathOf = (name: string, keys: readonly unknown[]): string =>
  keys.reduce<string>(
    (before, key) => (typeof key === 'number' ? `${before}[${key}]` : before ? `${before}.${key}` : String(key)),
    name,
  );

/** The fields that the schema gives to the object at a path. */
function fieldsAt(schema: unknown, keys: readonly unknown[]): string[] {
  type Node = { entries?: Record<string, unknown>; item?: unknown; wrapped?: unknown };
  let node = schema as Node;
  for (const key of keys) {
    if (node.wrapped) node = node.wrapped as Node;
    node = (node.item ?? node.entries?.[String(key)] ?? {}) as Node;
  }
  return Object.keys(((node.wrapped as Node) ?? node).entries ?? {});
}
