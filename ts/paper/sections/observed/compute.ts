import { meanSpectra, selectRows } from '../../../index.js';
import { confusionMatrix, type Metrics, metricsOf } from '../../../metrics/index.js';
import type { Context } from '../../run/context.js';
import { type ObservedSet, observedDraw, observedSet } from '../../run/observedSet.js';
import { type TableSet, tableSets } from '../../run/recipes.js';
import { sourcesIn, type TestSource, type TestSourceColumns, toColumns } from '../../run/testSources.js';
import { meanPercent } from '../../statistics/iterations.js';

const metricNames = ['accuracy', 'recall', 'tnr', 'precision', 'npv', 'balancedAccuracy'] as const;
/** Metrics of one iteration, means over its models, %. */
export type IterationMetrics = Record<(typeof metricNames)[number], number>;

/** The training sets with the usual cut in net counts. */
export const usualSets = ['none', 'observed', 'reduced'] as const satisfies readonly TableSet[];
type UsualSet = (typeof usualSets)[number];

/** Verdicts on the observed spectra (or their stand-in), by the dataset that the models were trained on. */
export interface ObservedNumbers {
  isStandIn: boolean;
  /** Sentences that describe the spectra. */
  description: string;
  /** The metrics of the models of each iteration on the draw of that iteration. */
  iterations: Record<TableSet, IterationMetrics[]>;
  /** The sources of all draws above the usual cut. */
  sources: Record<UsualSet, TestSourceColumns>;
  /**
   * AGN in the field of the stars, classified by the models for reduced background; absent if the label table marks
   * none.
   */
  extragalactic?: TestSourceColumns;
  /** All spectra above the usual cut, drawn or not, without verdicts. */
  spectra: TestSourceColumns;
  /** Their mean spectra, each divided by its net counts, in the channels of 0.3-8 keV (edges in keV). */
  mean: { eMin: Float64Array; eMax: Float64Array; star: Float64Array; agn: Float64Array };
}

export async function compute(context: Context): Promise<ObservedNumbers> {
  const { minimumNetCounts } = context.config;
  const set = await observedSet(context);
  const { dataset } = set;
  const isAboveCut = ({ netCounts }: TestSource) => netCounts > minimumNetCounts;
  const applied = {} as Record<TableSet, Applied>;
  for (const name of tableSets) applied[name] = await apply(context, set, name);
  const { eMin, eMax, classes } = meanSpectra(dataset, { minimumNetCounts });
  const meanFor = (name: string) => classes.find((found) => found.name === name)!.mean;
  return {
    isStandIn: set.isStandIn,
    description: set.description,
    iterations: bySet(tableSets, (name) => applied[name].iterations),
    sources: bySet(usualSets, (name) => {
      const { asked, calledAgn } = applied[name];
      const shares = Float64Array.from(calledAgn, (called, row) => called / asked[row]);
      return toColumns(sourcesIn(dataset, shares).filter((source) => asked[source.row] > 0 && isAboveCut(source)));
    }),
    ...(set.extragalactic && { extragalactic: await extragalacticSources(context, set.extragalactic) }),
    spectra: toColumns(sourcesIn(dataset, new Float64Array(dataset.count)).filter(isAboveCut)),
    mean: { eMin, eMax, star: meanFor('star'), agn: meanFor('agn') },
  };
}

const bySet = <Name extends TableSet, T>(names: readonly Name[], value: (name: Name) => T): Record<Name, T> =>
  Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, T>;

/**
 * Verdicts of the models trained on one dataset: by row, number of models that classified it, and of those that called
 * it AGN.
 */
interface Applied {
  iterations: IterationMetrics[];
  asked: Uint16Array;
  calledAgn: Uint16Array;
}

async function apply(context: Context, set: ObservedSet, name: TableSet): Promise<Applied> {
  const { config, threads, signal } = context;
  const iterations: IterationMetrics[] = [];
  const asked = new Uint16Array(set.dataset.count);
  const calledAgn = new Uint16Array(set.dataset.count);
  for (let i = 0; i < config.iterations; i++) {
    const rows = observedDraw(set, context, i, name === 'faint');
    const spectra = selectRows(set.dataset, rows);
    const models: { metrics: Metrics }[] = [];
    for (const classifier of (await context.trained(name, i)).classifiers) {
      const { verdicts } = await classifier.predict(spectra, { threads, signal });
      models.push({ metrics: metricsOf(confusionMatrix(spectra.labels, verdicts)) });
      rows.forEach((row, k) => {
        if (verdicts[k] < 0) return;
        asked[row]++;
        calledAgn[row] += verdicts[k];
      });
    }
    const means = metricNames.map((metric) => [metric, meanPercent(models, metric)]);
    iterations.push(Object.fromEntries(means));
  }
  return { iterations, asked, calledAgn };
}

/** Every model for reduced background classifies all of these sources. */
async function extragalacticSources(
  { config, threads, signal, trained }: Context,
  dataset: NonNullable<ObservedSet['extragalactic']>,
): Promise<TestSourceColumns> {
  const called = new Float64Array(dataset.count);
  for (let i = 0; i < config.iterations; i++)
    for (const classifier of (await trained('reduced', i)).classifiers) {
      const { verdicts } = await classifier.predict(dataset, { threads, signal });
      verdicts.forEach((verdict, row) => {
        if (verdict === 1) called[row]++;
      });
    }
  const models = config.iterations * config.cvSplits;
  return toColumns(
    sourcesIn(
      dataset,
      called.map((n) => n / models),
    ),
  );
}
