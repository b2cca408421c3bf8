import * as v from 'valibot';
import { isWholeWithin, isWithin, type Limits, numberWords, wholeWords, wordsFor } from './arguments.js';
import { FileError, ParameterError } from './errors.js';

// What stands in JSON, or in an object that came from elsewhere, is checked against a schema, and its type is that of the schema or
// held against it. The message of a schema says what is needed ("a number, above 0"); the error puts path and value before it.

/** A number in its limits, as `checkNumber` has them. */
export const number = (limits: Limits = {}) =>
  v.custom<number>((value) => isWithin(value, limits), numberWords(limits));

/** A whole number from `least` to `most`, as `checkWhole` has it. */
export const whole = (least = 0, most = Number.MAX_SAFE_INTEGER) =>
  v.custom<number>((value) => isWholeWithin(value, least, most), wholeWords(least, most));

export const text = v.string('a text');
export const truth = v.boolean('true or false');

/** One of some words. */
export const oneOf = <const Words extends readonly (string | boolean)[]>(words: Words) =>
  v.custom<Words[number]>((value) => words.includes(value as Words[number]), words.join(' or '));

/** A list of anything that `item` describes. */
export const listOf = <Item extends v.GenericSchema>(item: Item) => v.array(item, 'a list');

/**
 * The value as the schema has it.
 *
 * @param name what the value is called; the path in a message begins with it: `input.mean[3]`
 * @throws ParameterError with the path of the first thing that does not fit.
 */
export function parseAs<Output>(schema: v.GenericSchema<unknown, Output>, value: unknown, name = ''): Output {
  const { success, output, issues } = v.safeParse(schema, value, { abortEarly: true });
  if (success) return output;
  throw errorOf(schema, issues[0], name);
}

/** As {@link parseAs}, of a file's content. @throws FileError with the path of the first thing that does not fit. */
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

/** As a program writes it: `input.mean[3]`. */
const pathOf = (name: string, keys: readonly unknown[]): string =>
  keys.reduce<string>(
    (before, key) => (typeof key === 'number' ? `${before}[${key}]` : before ? `${before}.${key}` : String(key)),
    name,
  );

/** The fields that an object has by the schema. */
function fieldsAt(schema: unknown, keys: readonly unknown[]): string[] {
  type Node = { entries?: Record<string, unknown>; item?: unknown; wrapped?: unknown };
  let node = schema as Node;
  for (const key of keys) {
    if (node.wrapped) node = node.wrapped as Node;
    node = (node.item ?? node.entries?.[String(key)] ?? {}) as Node;
  }
  return Object.keys(((node.wrapped as Node) ?? node).entries ?? {});
}
