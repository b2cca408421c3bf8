import { crossValidate, cvSplits, type Dataset } from '../../../index.js';
import type { Context } from '../../run/context.js';
import { balancedObserved } from '../../run/observedSet.js';
import { seedFor } from '../../run/seeds.js';
import { settingsOf } from '../../run/trained.js';
import { type FirstLayer, firstLayer, roughness } from '../../statistics/firstLayer.js';
import { type Cell, nearestCell } from './cells.js';

/**
 * Sources of each class that are used at most, because many networks are trained here; the learning curve shows what
 * more spectra would give.
 */
export const maximumSources = 30_000;

export interface GridNumbers {
  /** All cells, ordered by lambda and then by number of nodes. */
  cells: Cell[];
  /** The first layer of the first split's network, for figure 22: 20 nodes and lambda 1e-4, or the nearest cell. */
  rough: { nodes: number; l1: number; layer: FirstLayer };
}

/** Cross-validation of each combination on the set with reduced background. */
export async function compute(context: Context): Promise<GridNumbers> {
  const { nodes, l1 } = context.config.grid;
  const cells: Cell[] = [];
  let made: Promise<Dataset> | undefined;
  const observed = () => {
    made ??= balancedObserved(context);
    return made;
  };
  for (const lambda of l1)
    for (const count of nodes)
      cells.push(await context.step(`grid-${stepName(count, lambda)}`, () => cellOf(context, observed, count, lambda)));
  const { nodes: count, l1: lambda } = nearestCell(cells, 20, 1e-4);
  // The network is trained once more, which gives the same weights.
  const layer = await context.step(`grid-weights-${stepName(count, lambda)}`, async () => {
    const [{ classifier }] = await train(context, count, lambda, 1);
    return firstLayer(classifier);
  });
  return { cells, rough: { nodes: count, l1: lambda, layer } };
}

const stepName = (nodes: number, l1: number) => `n${nodes}-l${l1.toExponential().replace(/[^0-9a-z-]/g, '')}`;

async function cellOf(context: Context, getObserved: () => Promise<Dataset>, nodes: number, l1: number): Promise<Cell> {
  const { threads, signal } = context;
  const { labels } = (await context.data.get('reduced')).dataset;
  const observed = await getObserved();
  const cell: Cell = {
    ...{ nodes, l1, simulated: [], observed: [], roughness: [], relativeRoughness: [], epochs: [], tested: 0 },
  };
  for (const { classifier, rows, probabilities } of await train(context, nodes, l1)) {
    const { sum, relative } = roughness(firstLayer(classifier).nodes);
    const { verdicts } = await classifier.predict(observed, { threads, signal });
    const truth = Uint8Array.from(rows, (row) => labels[row]);
    cell.simulated.push(percentRight(classifier.verdicts(probabilities), truth));
    cell.observed.push(percentRight(verdicts, observed.labels));
    cell.roughness.push(sum);
    cell.relativeRoughness.push(relative);
    cell.epochs.push(classifier.model.training.epochsRun);
    cell.tested = rows.length;
  }
  return cell;
}

/** Trains networks on the splits, or on the first `splits` of them. */
async function train(context: Context, nodes: number, l1: number, splits = context.config.grid.cvSplits) {
  const { config, threads, signal } = context;
  const { dataset } = await context.data.get('reduced');
  const rows = Array.from(dataset.source.keys()).filter((row) => dataset.source[row] < maximumSources);
  const seed = seedFor(config.seed, 'grid');
  const kept = cvSplits(dataset, config.grid.cvSplits, { seed: seedFor(config.seed, 'grid splits'), rows });
  const settings = { ...settingsOf(config, 'reduced'), hiddenLayers: [nodes], l1, seed };
  return crossValidate(dataset, { ...settings, splits: kept.slice(0, splits), threads, signal });
}

/** Share of right verdicts, %; a spectrum without a verdict counts as wrong. */
const percentRight = (verdicts: Int16Array, truth: ArrayLike<number>): number =>
  (100 * verdicts.filter((verdict, k) => verdict === truth[k]).length) / truth.length;
