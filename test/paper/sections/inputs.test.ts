import { expect, test } from 'vitest';
import { quickConfig } from '../../../ts/paper/index.js';
import type { InputsNumbers } from '../../../ts/paper/sections/inputs/compute.js';
import { type ConventionName, conventions } from '../../../ts/paper/sections/inputs/conventions.js';
import { judge } from '../../../ts/paper/sections/inputs/judge.js';
import { madeIteration } from '../madeModels.js';

const names = Object.keys(conventions) as ConventionName[];

/** Accuracy 71, 72 ... 79 % in the order of the list, on every dataset, but for those given. */
function numbers(
  given: Partial<Record<keyof InputsNumbers, Partial<Record<ConventionName, number>>>> = {},
): InputsNumbers {
  const sets = ['none', 'observed', 'reduced', 'faint'] as const;
  const tried = (set: (typeof sets)[number]) =>
    Object.fromEntries(
      names.map((name, i) => [
        name,
        [madeIteration({ accuracy: (given[set]?.[name] ?? 71 + i) / 100, recall: 0.6, tnr: 0.5 })],
      ]),
    );
  return Object.fromEntries(sets.map((set) => [set, tried(set)])) as InputsNumbers;
}
const judged = (given?: Parameters<typeof numbers>[0], config = quickConfig()) => judge(numbers(given), config);

test('nine conventions are compared', () => {
  expect(
    Object.entries(conventions).map(([name, { counts, scale, transform, standardise }]) => [
      ...[name, counts, scale, transform, standardise],
    ]),
  ).toEqual([
    ['total counts', 'total', 'none', 'none', false],
    ['net counts', 'net', 'none', 'none', false],
    ['net counts per ks', 'net', 'rate', 'none', false],
    ['unit sum', 'net', 'unit', 'none', false],
    ['unit sum x channels', 'net', 'unit-channels', 'none', false],
    ['log1p of total counts', 'total', 'none', 'log1p', false],
    ['square root of total counts', 'total', 'none', 'sqrt', false],
    ['total counts, standardised', 'total', 'none', 'none', true],
    ['unit sum, standardised', 'net', 'unit', 'none', true],
  ]);
});

test('lowest and highest accuracy of each dataset stand beside the paper of the same row', () => {
  const { items } = judged({ none: { 'net counts': 55 }, observed: { 'unit sum': 95.2 } });
  expect(items.map(({ id, ours, verdict }) => [id, ours, verdict])).toEqual([
    ['K2.none', '55.0 to 79.0 (unit sum, standardised); the paper has 88.9 ± 0.9', 'reported'],
    ['K2.observed', '71.0 to 95.2 (unit sum); the paper has 88.7 ± 0.6', 'reported'],
    ['K2.reduced', '71.0 to 79.0 (unit sum, standardised); the paper has 91.7 ± 0.8', 'reported'],
    ['K2.faint', '71.0 to 79.0 (unit sum, standardised); the paper has 86.0 ± 1.0', 'reported'],
  ]);
});

test("each table has its dataset's numbers, and marks the convention of the config", () => {
  const made = numbers();
  const [iteration] = made.faint['net counts per ks'];
  Object.assign(iteration.models[0], { epochsRun: 92, bestEpoch: 87 });
  Object.assign(iteration.models[0].metrics, { precision: 0.4, npv: 0.3, balancedAccuracy: 0.2 });
  const { tables = [] } = judge(made, quickConfig());
  expect(tables.map(({ id }) => id)).toEqual(['inputs-none', 'inputs-observed', 'inputs-reduced', 'inputs-faint']);
  expect(tables[3].columns).toEqual([
    ...['inputs', 'accuracy', 'recall', 'TNR', 'precision', 'NPV', 'balanced accuracy', 'epochs run', 'best epoch'],
  ]);
  expect(tables[3].rows[2]).toEqual(['net counts per ks', '73.0', '60.0', '50.0', '40.0', '30.0', '20.0', '92', '87']);
  expect(tables[3].rows.map(([name]) => name)).toEqual(['total counts *', ...names.slice(1)]);
  expect(tables[3].caption).toMatch(
    /^Table 1's row for reduced background, net counts > 1 under .* over 2 iterations of 1 networks/,
  );
});

test('the text compares shares of net counts with total counts, and shows the unit sum with reduced background', () => {
  const { text } = judged({
    none: { 'total counts': 80, 'unit sum, standardised': 81.5 },
    observed: { 'total counts': 80, 'unit sum, standardised': 79.5 },
    reduced: { 'unit sum': 77.3 },
  });
  expect(text[0]).toContain('use one convention (total counts)');
  expect(text[1]).toContain(
    'lambda = 0.001 then holds the weights near zero (accuracy 77.3 % with reduced background)',
  );
  expect(text[2]).toMatch(
    /its accuracy is \+1\.5 \(no background\), -0\.5 \(observed background\), \+8\.0 \(reduced background\), \+8\.0 \(reduced background, net counts > 1\) points\.$/,
  );
});

test('a config with a convention of its own is marked where it is, and said where it is in no row', () => {
  const input = { counts: 'net', scale: 'unit', transform: 'sqrt', standardise: false } as const;
  const { text, tables = [] } = judged({}, quickConfig({ input }));
  expect(text[0]).toContain('(of the config)');
  expect(tables[0].rows.some(([name]) => name.endsWith('*'))).toBe(false);
  const marked = judged({}, quickConfig({ input: { ...input, transform: 'none' } }));
  expect(marked.text[0]).toContain('(unit sum)');
  expect(marked.tables![0].rows[3][0]).toBe('unit sum *');
});
