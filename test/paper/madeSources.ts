import { type TestSource, type TestSourceColumns, toColumns } from '../../ts/paper/run/testSources.js';

/** Test sources made by hand: `count` of them, of which the first `right` are called by their class. */
export function madeSources({
  count,
  right,
  ...fields
}: { count: number; right: number } & Partial<TestSource> & Pick<TestSource, 'isAgn'>): TestSource[] {
  const none = Number.NaN;
  return Array.from({ length: count }, (_, i) => ({
    ...{ row: i, netCounts: 500, backgroundRatio: 0.01, nH: 0.1, kT1: none, kT2: none, Gamma: none, z: none, EW: none },
    ...{ softC: none, cThick: none },
    ...fields,
    calledAgn: fields.isAgn === i < right ? 1 : 0,
  }));
}

export const stars = (count: number, right: number, fields: Partial<TestSource> = {}): TestSource[] =>
  madeSources({ count, right, kT1: 1, ...fields, isAgn: false });
export const agn = (count: number, right: number, fields: Partial<TestSource> = {}): TestSource[] =>
  madeSources({ count, right, Gamma: 1.8, z: 1, softC: 0, cThick: 0, ...fields, isAgn: true });

export const columnsOf = (...groups: TestSource[][]): TestSourceColumns => toColumns(groups.flat());
