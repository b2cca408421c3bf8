import { type Dataset, netCounts } from '../dataset/index.js';
import type { Judged } from './bins.js';
import type { Context } from './context.js';
import type { SetName } from './data.js';
import { pooledVerdicts } from './verdicts.js';

/** A test source: what the models say of it, and its properties (NaN where it has none). */
export interface TestSource extends Judged {
  row: number;
  netCounts: number;
  /** Background counts in the source region over net counts, 0.3-8 keV. */
  backgroundRatio: number;
  nH: number;
  kT1: number;
  kT2: number;
  Gamma: number;
  z: number;
  /** Equivalent width of the Fe-K line, eV. */
  EW: number;
  softC: number;
  cThick: number;
}

const names = ['nH', 'kT1', 'kT2', 'Gamma', 'z', 'EW', 'softC', 'cThick'] as const;

/** All sources of a dataset that were in a test set, with the verdicts pooled over all iterations. */
export async function testSources(context: Context, set: SetName): Promise<TestSource[]> {
  const { asked, calledAgn } = await pooledVerdicts(context, set);
  const { dataset } = await context.data.get(set);
  const shares = Float64Array.from(calledAgn, (called, row) => called / asked[row]);
  return sourcesIn(dataset, shares).filter(({ row }) => asked[row] > 0);
}

/** The sources of a dataset, given the share of models that called each AGN. */
export function sourcesIn(dataset: Dataset, calledAgn: ArrayLike<number>): TestSource[] {
  const { labels, properties, backgroundCounts, backgroundScale, ...rest } = dataset;
  const net = netCounts(dataset);
  const total = netCounts({
    count: rest.count,
    channels: rest.channels,
    eMin: rest.eMin,
    eMax: rest.eMax,
    counts: rest.counts,
  });
  return Array.from(net, (counts, row) => ({
    row,
    isAgn: labels[row] === dataset.classes.indexOf('agn'),
    calledAgn: calledAgn[row],
    netCounts: counts,
    backgroundRatio: (total[row] - counts) / counts,
    ...(Object.fromEntries(names.map((name) => [name, properties[name]?.[row] ?? Number.NaN])) as Record<
      (typeof names)[number],
      number
    >),
  }));
}
