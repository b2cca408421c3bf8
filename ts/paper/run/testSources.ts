import { type Dataset, netCounts } from '../../index.js';
import type { Judged } from '../statistics/shares.js';
import type { Context } from './context.js';
import { pooledVerdicts } from './pooledVerdicts.js';
import type { SetName } from './recipes.js';

/** The source properties that the sections use; nH in 1e22 cm^-2, temperatures in keV, EW (of the Fe-K line) in eV. */
const properties = ['nH', 'kT1', 'kT2', 'Gamma', 'z', 'EW', 'softC', 'cThick'] as const;

/** A test source: its verdicts, and its properties (NaN where a property does not apply). */
export interface TestSource extends Judged, Record<(typeof properties)[number], number> {
  row: number;
  netCounts: number;
  /** Background counts in the source region over net counts, 0.3-8 keV. */
  backgroundRatio: number;
}

/** Test sources as columns, which need a tenth of the disk space. */
export type TestSourceColumns = Record<Exclude<keyof TestSource, 'isAgn'>, Float64Array> & { isAgn: Uint8Array };

/** All sources of a dataset that were in a test set, with their verdicts pooled over all iterations. */
export async function testSources(context: Context, set: SetName): Promise<TestSourceColumns> {
  const { asked, calledAgn } = await pooledVerdicts(context, set);
  const { dataset } = await context.data.get(set);
  const shares = Float64Array.from(calledAgn, (called, row) => called / asked[row]);
  return toColumns(sourcesIn(dataset, shares).filter(({ row }) => asked[row] > 0));
}

/** The sources of a dataset, given for each the share of models that called it AGN. */
export function sourcesIn(dataset: Dataset, calledAgn: ArrayLike<number>): TestSource[] {
  const { count, channels, eMin, eMax, counts, labels, classes } = dataset;
  const net = netCounts(dataset);
  const total = netCounts({ count, channels, eMin, eMax, counts });
  const agn = classes.indexOf('agn');
  return Array.from(net, (inBand, row) => ({
    row,
    isAgn: labels[row] === agn,
    calledAgn: calledAgn[row],
    netCounts: inBand,
    backgroundRatio: (total[row] - inBand) / inBand,
    ...(Object.fromEntries(properties.map((name) => [name, dataset.properties[name]?.[row] ?? Number.NaN])) as Record<
      (typeof properties)[number],
      number
    >),
  }));
}

export function toColumns(sources: readonly TestSource[]): TestSourceColumns {
  const numbers = ['row', 'calledAgn', 'netCounts', 'backgroundRatio', ...properties] as const;
  const columns = numbers.map((name) => [name, Float64Array.from(sources, (source) => source[name])]);
  return { ...Object.fromEntries(columns), isAgn: Uint8Array.from(sources, ({ isAgn }) => (isAgn ? 1 : 0)) };
}

export function fromColumns(columns: TestSourceColumns): TestSource[] {
  const { isAgn, ...numbers } = columns;
  const names = Object.keys(numbers) as (keyof typeof numbers)[];
  return Array.from(isAgn, (label, i) => ({
    isAgn: label === 1,
    ...(Object.fromEntries(names.map((name) => [name, numbers[name][i]])) as Record<(typeof names)[number], number>),
  }));
}
