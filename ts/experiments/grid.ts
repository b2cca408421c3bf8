import type { Figure, HeatMap } from '../chart/types.js';
import { cvSplits, type Dataset } from '../dataset/index.js';
import { meanAndSd } from '../metrics/index.js';
import { crossValidate } from '../network/index.js';
import type { ReportItem, ReportTable, ReportValue } from '../report/types.js';
import type { Context, Experiment } from './context.js';
import { type FirstLayer, firstLayer, roughness, weightCurves } from './firstLayer.js';
import { lineMarkers } from './lines.js';
import { reportedItem, statementItem, valueFrom, valueText } from './measure.js';
import { balancedObserved } from './observedSet.js';
import { mean } from './samples.js';
import { seedFor } from './seeds.js';
import { settingsOf } from './trained.js';

/** Sources of each class that are used: networks are many here, and what more spectra would give is in the learning curve. */
const MOST_SOURCES = 30_000;

/** What one combination of nodes and lambda gave: one number a split of the cross-validation. */
interface Cell {
  nodes: number;
  l1: number;
  /** Accuracy on the split's own simulated spectra, and on those that stand in for observed ones, %. */
  simulated: number[];
  observed: number[];
  /** Of the first layer's weights. */
  roughness: number[];
  relativeRoughness: number[];
  epochs: number[];
  /** Simulated spectra that a split was tested on. */
  tested: number;
}

/** Appendix C: nodes of the hidden layer x lambda, by cross-validation on the set with reduced background. */
export const grid: Experiment = {
  id: 'grid',
  title: 'Number of nodes and L1 regularisation',
  place: 'Appendix C, figures 21 and 22',
  cost: ({ grid: { nodes, l1, cvSplits: k }, spectraPerClass }) =>
    (nodes.length * l1.length * k * Math.min(spectraPerClass, MOST_SOURCES)) / 40_000,
  run: async (context: Context) => {
    const { nodes, l1 } = context.config.grid;
    const cells: Cell[] = [];
    let made: Promise<Dataset> | undefined;
    const observed = () => {
      made ??= balancedObserved(context);
      return made;
    };
    for (const lambda of l1) for (const n of nodes) cells.push(await cellOf(context, observed, n, lambda));
    const rough = nearestRough(cells);
    const layer = await roughLayer(context, rough);
    return {
      id: grid.id,
      title: grid.title,
      place: grid.place,
      text: [
        `${nodes.length} x ${l1.length} combinations, each trained on ${context.config.grid.cvSplits} splits of the spectra with reduced ` +
          'background and tested on the part that its split holds out, and on ' +
          `${isStandIn(context) ? 'simulated sources that stand in for the observed ones' : 'the observed spectra'}. At most ` +
          `${MOST_SOURCES} sources of each class are used.`,
        'The roughness of the weights is the sum of squared differences of neighbouring channels, over the sum of squares: 2 for ' +
          'weights that have nothing to do with each other, near 0 for a curve that is smooth over the resolution of the detector (about ' +
          '8 channels).',
      ],
      items: [...gainItems(cells, isStandIn(context)), ...spreadItems(cells), ...roughItems(cells)],
      tables: [table(cells, isStandIn(context))],
      figures: [figure21(context, cells), figure22(layer, rough), roughFigure(cells, nodes)],
    };
  },
};

const names = (nodes: number, l1: number) => `n${nodes}-l${l1.toExponential().replace(/[^0-9a-z-]/g, '')}`;

function cellOf(context: Context, standIn: () => Promise<Dataset>, nodes: number, l1: number): Promise<Cell> {
  return context.step(`grid-${names(nodes, l1)}`, async () => {
    const { dataset } = await context.data.get('reduced');
    const observed = await standIn();
    const results = await train(context, dataset, nodes, l1);
    const cell: Cell = {
      nodes,
      l1,
      simulated: [],
      observed: [],
      roughness: [],
      relativeRoughness: [],
      epochs: [],
      tested: 0,
    };
    for (const { classifier, rows, probabilities } of results) {
      const truth = (row: number) => dataset.labels[row];
      cell.tested = rows.length;
      cell.simulated.push(accuracy(classifier.verdicts(probabilities), (k) => truth(rows[k])));
      const { verdicts } = await classifier.predict(observed, { threads: context.threads, signal: context.signal });
      cell.observed.push(accuracy(verdicts, (k) => observed.labels[k]));
      const { sum, relative } = roughness(firstLayer(classifier).nodes);
      cell.roughness.push(sum);
      cell.relativeRoughness.push(relative);
      cell.epochs.push(classifier.model.training.epochsRun);
    }
    return cell;
  });
}

function train(
  { config, threads, signal }: Context,
  dataset: Dataset,
  nodes: number,
  l1: number,
  splits = config.grid.cvSplits,
) {
  const rows = Array.from(dataset.source.keys()).filter((row) => dataset.source[row] < MOST_SOURCES);
  const all = cvSplits(dataset, config.grid.cvSplits, { seed: seedFor(config.seed, 'grid splits'), rows });
  const settings = { ...settingsOf(config, 'reduced'), hiddenLayers: [nodes], l1, seed: seedFor(config.seed, 'grid') };
  return crossValidate(dataset, { ...settings, splits: all.slice(0, splits), threads, signal });
}

/** Share of right verdicts, %. */
function accuracy(verdicts: ArrayLike<number>, truth: (k: number) => number): number {
  let right = 0;
  for (let k = 0; k < verdicts.length; k++) if (verdicts[k] === truth(k)) right++;
  return (100 * right) / verdicts.length;
}

/** The cell of figure 22, 20 nodes and 1e-4, or the nearest that there is. */
function nearestRough(cells: readonly Cell[]): Cell {
  const distance = ({ nodes, l1 }: Cell) =>
    Math.abs(Math.log(nodes / 20)) + Math.abs(Math.log(Math.max(l1, 1e-9) / 1e-4));
  return cells.reduce((best, cell) => (distance(cell) < distance(best) ? cell : best));
}

/** Weights of the first split's network of a cell: trained once more, which gives the same ones. */
function roughLayer(context: Context, { nodes, l1 }: Cell): Promise<FirstLayer> {
  return context.step(`grid-weights-${names(nodes, l1)}`, async () => {
    const { dataset } = await context.data.get('reduced');
    const [{ classifier }] = await train(context, dataset, nodes, l1, 1);
    return firstLayer(classifier);
  });
}

/** Standard error of the mean over splits. */
const errorOf = (values: readonly number[]) => meanAndSd(values).sd / Math.sqrt(values.length);

/** The paper's choice, or the nearest that there is. */
const chosen = (cells: readonly Cell[]): Cell => {
  const distance = ({ nodes, l1 }: Cell) =>
    Math.abs(Math.log(nodes / 10)) + Math.abs(Math.log(Math.max(l1, 1e-9) / 1e-3));
  return cells.reduce((best, cell) => (distance(cell) < distance(best) ? cell : best));
};
const nameOf = ({ nodes, l1 }: Cell) => `${nodes} nodes, lambda ${l1}`;

function gainItems(cells: readonly Cell[], isStandIn: boolean): ReportItem[] {
  const own = chosen(cells);
  const gain = (others: Cell[], of: 'simulated' | 'observed') => {
    const best = others.reduce((a, b) => (mean(b[of]) > mean(a[of]) ? b : a), own);
    const error = Math.hypot(errorOf(best[of]), errorOf(own[of]));
    return { best, value: mean(best[of]) - mean(own[of]), error };
  };
  const more = cells.filter(({ nodes, l1 }) => nodes > own.nodes && l1 >= own.l1 * 0.999);
  const any = gain([...cells], 'simulated');
  const { best, value, error } = gain(more, 'simulated');
  const seen = gain(more, 'observed');
  const limit = 2 * Math.hypot(meanAndSd(best.simulated).sd, meanAndSd(own.simulated).sd);
  if (more.length === 0) return [];
  return [
    statementItem(
      'H25.nodes',
      `gain in accuracy on simulated spectra of more than ${own.nodes} nodes at lambda of ${own.l1} and more, over ${nameOf(own)}`,
      'no gain for more than 10 nodes and lambda of 0.001 and more, given the standard deviations',
      `${value.toFixed(2)} ± ${error.toFixed(2)} % (${nameOf(best)}); no gain: within 2 sqrt(sd^2 + sd^2) of the splits, ${limit.toFixed(2)} %`,
      value <= limit,
      {
        why: () =>
          `${any.best.nodes} nodes with lambda ${any.best.l1} have the best accuracy of all (${valueText(valueFrom(any.best.simulated))} %, ` +
          `${nameOf(own)} ${valueText(valueFrom(own.simulated))} %): as one hidden layer may use more nodes, its choice is one of economy.`,
      },
    ),
    statementItem(
      'H25.observed',
      `the same gain on ${isStandIn ? 'the stand-in for observed' : 'observed'} spectra`,
      'no gain for more than 10 nodes and lambda of 0.001 and more',
      `${seen.value.toFixed(2)} ± ${seen.error.toFixed(2)} % (${nameOf(seen.best)})`,
      seen.value <= 2 * Math.hypot(meanAndSd(seen.best.observed).sd, meanAndSd(own.observed).sd),
      { isStandIn },
    ),
    reportedItem(
      'H25.lambda',
      `best accuracy of all combinations on simulated spectra: ${nameOf(any.best)}; over ${nameOf(own)}`,
      '%',
      { value: any.value, sd: any.error },
    ),
  ];
}

/** Standard deviation over the splits, for small and large lambda. */
function spreadItems(cells: readonly Cell[]): ReportItem[] {
  const own = chosen(cells).l1;
  const sdOf = (part: Cell[]): ReportValue => {
    const sds = part.map(({ simulated }) => meanAndSd(simulated).sd);
    // The sd of a sample of k has itself the relative error 1 / sqrt(2 (k - 1)).
    const value = Math.sqrt(mean(sds.map((sd) => sd * sd)));
    const degrees = part.reduce((sum, { simulated }) => sum + simulated.length - 1, 0);
    return { value, sd: value / Math.sqrt(2 * degrees) };
  };
  const weak = cells.filter(({ l1 }) => l1 < own * 0.999);
  if (weak.length === 0) return [];
  const small = sdOf(weak);
  const large = sdOf(cells.filter(({ l1 }) => l1 >= own * 0.999));
  const { tested, simulated } = chosen(cells);
  const byNodes = [...new Set(cells.map(({ nodes }) => nodes))]
    .map((nodes) => `${valueText(sdOf(cells.filter((cell) => cell.nodes === nodes)), 2)} % with ${nodes}`)
    .join(', ');
  const share = mean(simulated) / 100;
  const binomial = 100 * Math.sqrt((share * (1 - share)) / tested);
  const item = statementItem(
    'H25.sd',
    `standard deviation of the accuracy over the splits, lambda below ${own} and from it on`,
    'larger for smaller lambda',
    `${valueText(small, 2)} % and ${valueText(large, 2)} %; larger: by two errors`,
    small.value - large.value > 2 * Math.hypot(small.sd ?? 0, large.sd ?? 0),
    {
      why: () =>
        `after ${valueText(valueFrom(weak.flatMap(({ epochs }) => epochs)), 0)} epochs early stopping ` +
        'ends the training with small lambda, a likely reason why its weights do not fit the noise of the training spectra; the paper does ' +
        `not say how long it trains (K1). By the number of nodes the scatter is ${byNodes}. The ${tested} test spectra of a split alone scatter by ${binomial.toFixed(2)} %.`,
    },
  );
  return [item];
}

function roughItems(cells: readonly Cell[]): ReportItem[] {
  const own = chosen(cells);
  const column = cells.filter(({ nodes }) => nodes === own.nodes).sort((a, b) => a.l1 - b.l1);
  const rough = column.filter(({ l1 }) => l1 <= 1.001e-4).flatMap(({ relativeRoughness }) => relativeRoughness);
  if (rough.length === 0) return [];
  const [small, usual] = [valueFrom(rough), valueFrom(own.relativeRoughness)];
  return [
    statementItem(
      'H26',
      `roughness of the weights (squared first differences over squares), ${own.nodes} nodes: lambda of 1e-4 and less, and ${own.l1}`,
      'lambda of 1e-4 and less gives rough weights, below the resolution',
      `${valueText(small, 2)} and ${valueText(usual, 2)}; rougher: by two errors of the means`,
      small.value - usual.value > 2 * Math.hypot(errorOf(rough), errorOf(own.relativeRoughness)),
      {
        why: () =>
          `relative to their size; the sum of squared differences itself falls with lambda: ${column
            .map(({ l1, roughness: sums }) => `${valueFrom(sums).value.toPrecision(3)} at ${l1}`)
            .join(', ')}. With small lambda the weights are larger and rougher in the absolute sense.`,
      },
    ),
    statementItem(
      'H26.sum',
      `sum of squared first differences of the weights, ${own.nodes} nodes: lambda of 1e-4 and less, and ${own.l1}`,
      'lambda of 1e-4 and less gives rough weights',
      `${mean(column.filter(({ l1 }) => l1 <= 1.001e-4).flatMap(({ roughness: sums }) => sums)).toPrecision(3)} and ${mean(own.roughness).toPrecision(3)} ± ${meanAndSd(own.roughness).sd.toPrecision(2)}`,
      mean(column.filter(({ l1 }) => l1 <= 1.001e-4).flatMap(({ roughness: sums }) => sums)) >
        mean(own.roughness) + 2 * meanAndSd(own.roughness).sd,
    ),
  ];
}

/** Whether no observed spectra were given. */
const isStandIn = ({ config }: Context): boolean => config.observed.folder === undefined;

function table(cells: readonly Cell[], isStandIn: boolean): ReportTable {
  return {
    id: 'grid',
    caption:
      'Accuracy (%), roughness of the first layer and epochs for each number of nodes and lambda: mean and standard deviation over the ' +
      `splits of the cross-validation.${isStandIn ? ' The observed spectra are a stand-in.' : ''}`,
    columns: [
      'nodes',
      'lambda',
      'simulated',
      isStandIn ? 'observed (stand-in)' : 'observed',
      'squared differences',
      'over squares',
      'epochs',
    ],
    rows: cells.map((cell) => [
      String(cell.nodes),
      String(cell.l1),
      valueText(valueFrom(cell.simulated), 2),
      valueText(valueFrom(cell.observed), 2),
      valueFrom(cell.roughness).value.toPrecision(3),
      valueText(valueFrom(cell.relativeRoughness), 3),
      valueText(valueFrom(cell.epochs), 0),
    ]),
    ...(isStandIn && { isStandIn }),
  };
}

function figure21(context: Context, cells: readonly Cell[]): Figure {
  const { config } = context;
  const { nodes, l1 } = config.grid;
  const observed = isStandIn(context) ? 'sources that stand in for the observed ones' : 'the observed spectra';
  const map = (
    title: string,
    label: string,
    decimals: number,
    of: (cell: Cell) => number,
  ): { kind: 'heatmap' } & HeatMap => ({
    kind: 'heatmap',
    title,
    x: { label: 'Nodes', names: nodes.map(String) },
    y: { label: 'lambda', names: l1.map(String) },
    values: l1.map((_, row) => nodes.map((__, column) => of(cells[row * nodes.length + column]))),
    label,
    decimals,
  });
  return {
    id: 'figure-21',
    number: 'Figure 21',
    caption:
      `Number of nodes and lambda: mean accuracy on ${observed} (top), and standard deviation of the ` +
      `accuracy on simulated spectra over ${config.grid.cvSplits} splits (bottom).`,
    panels: [
      map(
        isStandIn(context) ? 'Accuracy, stand-in for observed spectra' : 'Accuracy, observed spectra',
        'Mean accuracy (%)',
        1,
        (cell) => mean(cell.observed),
      ),
      map(
        'Scatter over splits, simulated spectra',
        'Standard deviation of the accuracy (%)',
        2,
        ({ simulated }) => meanAndSd(simulated).sd,
      ),
    ],
    ...(isStandIn(context) && { isStandIn: true }),
  };
}

function figure22(layer: FirstLayer, { nodes, l1 }: Cell): Figure {
  return {
    id: 'figure-22',
    number: 'Figure 22',
    caption: `Weights of the first layer of a network with ${nodes} nodes and lambda ${l1} (the paper: 20 and 0.0001).`,
    panels: [
      {
        kind: 'chart',
        title: `Weights with ${nodes} nodes, lambda ${l1}`,
        x: { label: 'Energy (keV)', type: 'log', domain: [0.3, 8] },
        y: { label: 'Weight', type: 'linear' },
        series: weightCurves(layer),
        markers: lineMarkers,
      },
    ],
  };
}

function roughFigure(cells: readonly Cell[], nodes: readonly number[]): Figure {
  const chart = (title: string, label: string, type: 'log' | 'linear', of: (cell: Cell) => number[]) => ({
    kind: 'chart' as const,
    title,
    x: { label: 'lambda', type: 'log' as const },
    y: { label, type },
    series: nodes.map((n) => {
      const column = cells.filter((cell) => cell.nodes === n && cell.l1 > 0).sort((a, b) => a.l1 - b.l1);
      const values = column.map((cell) => valueFrom(of(cell)));
      return {
        name: `${n} nodes`,
        kind: 'points' as const,
        x: column.map(({ l1 }) => l1),
        y: values.map(({ value }) => value),
        low: values.map(({ value, sd }) => value - (sd ?? 0)),
        high: values.map(({ value, sd }) => value + (sd ?? 0)),
      };
    }),
  });
  return {
    id: 'figure-x-roughness',
    number: 'Roughness of the weights',
    caption:
      'Squared differences of the weights of neighbouring channels against lambda; means over the splits with their standard deviation.',
    panels: [
      chart('Sum of squared differences', 'Sum of squared differences', 'linear', ({ roughness: sums }) => sums),
      chart(
        'Over the sum of squares',
        'Squared differences / squares',
        'linear',
        ({ relativeRoughness }) => relativeRoughness,
      ),
    ],
  };
}
