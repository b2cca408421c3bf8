import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import {
  FileError,
  listOf,
  number,
  oneOf,
  ParameterError,
  parseAs,
  readData,
  string,
  whole,
} from '../../ts/base/index.js';

const schema = v.strictObject({
  seed: whole(),
  kind: oneOf(['net', 'total', true]),
  input: v.strictObject({ mean: listOf(number({ above: 0, max: 2 })), name: v.optional(string) }),
  parts: v.optional(listOf(v.strictObject({ name: string }))),
});
const right = { seed: 1, kind: 'net', input: { mean: [1, 2] }, parts: [{ name: 'a' }] };

test('what fits comes back', () => {
  expect(parseAs(schema, right)).toEqual(right);
  expect(parseAs(schema, { ...right, kind: true, parts: undefined }, 'config').kind).toBe(true);
});

describe('what does not is named by its path', () => {
  test.each<[unknown, string, string]>([
    [
      { ...right, input: { mean: [1, 2, 1, null] } },
      'x.input.mean[3]',
      'is null; it must be a number, above 0 and at most 2',
    ],
    [{ ...right, input: { mean: [0] } }, 'x.input.mean[0]', 'is 0; it must be a number, above 0 and at most 2'],
    [{ ...right, input: { mean: [NaN] } }, 'x.input.mean[0]', 'is NaN; it must be a number, above 0 and at most 2'],
    [{ ...right, input: { mean: 'all' } }, 'x.input.mean', 'is the text "all"; it must be a list'],
    [{ ...right, input: {} }, 'x.input.mean', 'is missing'],
    [{ ...right, input: 3 }, 'x.input', 'is 3; it must be an object'],
    [{ ...right, input: { mean: [], name: 3 } }, 'x.input.name', 'is 3; it must be a text'],
    [{ ...right, seed: 1.5 }, 'x.seed', 'is 1.5; it must be a whole number from 0 to 2^53 - 1'],
    [{ ...right, kind: 'gross' }, 'x.kind', 'is the text "gross"; it must be net or total or true'],
    [{ ...right, sead: 1 }, 'x.sead', 'is no field of x; its fields are seed, kind, input, parts'],
    [{ ...right, input: { mean: [], maen: 1 } }, 'x.input.maen', 'is no field of x.input; its fields are mean, name'],
    [{ ...right, parts: [{ name: 'a' }, { nam: 'b' }] }, 'x.parts[1].name', 'is missing'],
    [{ ...right, parts: [{ name: 'a', no: 1 }] }, 'x.parts[0].no', 'is no field of x.parts[0]; its fields are name'],
    [null, 'x', 'is null; it must be an object'],
  ])('%j', (given, path, words) => {
    const call = () => parseAs(schema, given, 'x');
    expect(call).toThrow(new ParameterError(path, `${path} ${words}`));
    expect(call).toThrow(expect.objectContaining({ name: 'ParameterError', parameter: path }));
  });

  test('without a name the path begins with the field', () => {
    expect(() => parseAs(schema, { ...right, input: { mean: [3] } })).toThrow(/^input\.mean\[0\] is 3;/);
    expect(() => parseAs(schema, 7)).toThrow(/^it is 7; it must be an object/);
    expect(() => parseAs(schema, { ...right, no: 1 })).toThrow(/^no is no field; its fields are/);
  });
});

test('a data file that is not as it must be is named with the path', () => {
  expect(readData('self-test.json', v.object({ expected: string })).expected).toMatch(/^[0-9a-f]{32}$/);
  const wrong = () => readData('self-test.json', v.object({ expected: number() }));
  expect(wrong).toThrow(FileError);
  expect(wrong).toThrow(/data\/self-test\.json: expected is the text ".*"; it must be a number, finite/);
  expect(() => readData('none.json', v.object({}))).toThrow('none.json: cannot be read: no such file or folder');
});
