import type { ReportItem, ReportTable, ReportValue } from '../../../report/index.js';
import { claims } from '../../claims/claims.js';
import { judgeStatement, report, valueFrom, valueText } from '../../claims/judging.js';
import type { ReproduceConfig } from '../../run/config.js';
import type { Judgement } from '../../run/section.js';
import { mean } from '../../statistics/samples.js';
import { type Cell, cellName, chosenCell, errorOf, sdOf } from './cells.js';
import { type GridNumbers, maximumSources } from './compute.js';

/** The lambda up to which the paper finds rough weights. */
const roughLambda = 1e-4;

/**
 * Compares accuracy, its scatter over the splits, and roughness of the weights on the grid of nodes and lambda with the
 * paper.
 */
export function judge({ cells }: GridNumbers, { grid, observed }: ReproduceConfig): Judgement {
  const isStandIn = observed.folder === undefined;
  return {
    text: [
      `${grid.nodes.length} x ${grid.l1.length} combinations, each trained on ${grid.cvSplits} splits of the spectra with reduced ` +
        'background and tested on the part that its split holds out, and on ' +
        `${isStandIn ? 'simulated sources that stand in for the observed ones' : 'the observed spectra'}. At most ` +
        `${maximumSources} sources of each class are used.`,
      'The roughness of the weights is the sum of squared differences of neighbouring channels, over the sum of squares: 2 for ' +
        'weights that have nothing to do with each other, near 0 for a curve that is smooth over the resolution of the detector (about ' +
        '8 channels).',
    ],
    items: [...gainItems(cells, isStandIn), ...spreadItems(cells), ...roughItems(cells)],
    tables: [tableOf(cells, isStandIn)],
  };
}

/** By how much the best of the cells is better than `chosen`, % points; 0 if none is better. */
function gainOver(chosen: Cell, cells: readonly Cell[], key: 'simulated' | 'observed') {
  const best = cells.reduce((a, b) => (mean(b[key]) > mean(a[key]) ? b : a), chosen);
  const [ours, theirs] = [chosen[key], best[key]];
  return {
    best,
    value: mean(theirs) - mean(ours),
    error: Math.hypot(errorOf(theirs), errorOf(ours)),
    /** Difference that is within the standard deviations of the splits. */
    noise: 2 * Math.hypot(sdOf(theirs), sdOf(ours)),
  };
}

function gainItems(cells: readonly Cell[], isStandIn: boolean): ReportItem[] {
  const chosen = chosenCell(cells);
  const larger = cells.filter(({ nodes, l1 }) => nodes > chosen.nodes && l1 >= chosen.l1);
  if (larger.length === 0) return [];
  const simulated = gainOver(chosen, larger, 'simulated');
  const observed = gainOver(chosen, larger, 'observed');
  const anywhere = gainOver(chosen, cells, 'simulated');
  const gainText = ({ value, error, best }: ReturnType<typeof gainOver>) =>
    `${value.toFixed(2)} ± ${error.toFixed(2)} % (${cellName(best)})`;
  return [
    judgeStatement(
      claims['H25.nodes'],
      `${gainText(simulated)}; no gain: within 2 sqrt(sd^2 + sd^2) of the splits, ${simulated.noise.toFixed(2)} %`,
      simulated.value <= simulated.noise,
      {
        what:
          `gain in accuracy on simulated spectra of more than ${chosen.nodes} nodes at lambda of ${chosen.l1} and more, over ` +
          cellName(chosen),
        why: () =>
          `${anywhere.best.nodes} nodes with lambda ${anywhere.best.l1} have the best accuracy of all ` +
          `(${valueText(valueFrom(anywhere.best.simulated))} %, ${cellName(chosen)} ${valueText(valueFrom(chosen.simulated))} %): as one ` +
          'hidden layer may use more nodes, its choice is one of economy.',
      },
    ),
    judgeStatement(claims['H25.observed'], gainText(observed), observed.value <= observed.noise, {
      what: `the same gain on ${isStandIn ? 'the stand-in for observed' : 'observed'} spectra`,
      isStandIn,
    }),
    report(
      claims['H25.lambda'],
      { value: anywhere.value, sd: anywhere.error },
      {
        what: `best accuracy of all combinations on simulated spectra: ${cellName(anywhere.best)}; over ${cellName(chosen)}`,
      },
    ),
  ];
}

/** Standard deviation of the accuracy over the splits, pooled over cells, with its own error. */
function pooledSd(cells: readonly Cell[]): ReportValue {
  const value = Math.sqrt(mean(cells.map(({ simulated }) => sdOf(simulated) ** 2)));
  // The sd of a sample of k numbers has a relative error of 1 / sqrt(2 (k - 1)).
  const degrees = cells.reduce((sum, { simulated }) => sum + simulated.length - 1, 0);
  return { value, sd: value / Math.sqrt(2 * degrees) };
}

function spreadItems(cells: readonly Cell[]): ReportItem[] {
  const chosen = chosenCell(cells);
  const weak = cells.filter(({ l1 }) => l1 < chosen.l1);
  if (weak.length === 0) return [];
  const [small, large] = [pooledSd(weak), pooledSd(cells.filter(({ l1 }) => l1 >= chosen.l1))];
  return [
    judgeStatement(
      claims['H25.sd'],
      `${valueText(small, 2)} % and ${valueText(large, 2)} %; larger: by two errors`,
      small.value - large.value > 2 * Math.hypot(small.sd ?? 0, large.sd ?? 0),
      {
        what: `standard deviation of the accuracy over the splits, lambda below ${chosen.l1} and from it on`,
        why: () => spreadReason(cells, weak),
      },
    ),
  ];
}

function spreadReason(cells: readonly Cell[], weak: readonly Cell[]): string {
  const { tested, simulated } = chosenCell(cells);
  const byNodes = [...new Set(cells.map(({ nodes }) => nodes))].map(
    (nodes) => `${valueText(pooledSd(cells.filter((cell) => cell.nodes === nodes)), 2)} % with ${nodes}`,
  );
  const share = mean(simulated) / 100;
  const binomial = 100 * Math.sqrt((share * (1 - share)) / tested);
  return (
    `after ${valueText(valueFrom(weak.flatMap(({ epochs }) => epochs)), 0)} epochs early stopping ` +
    'ends the training with small lambda, a likely reason why its weights do not fit the noise of the training spectra; the paper does ' +
    `not say how long it trains (K1). By the number of nodes the scatter is ${byNodes.join(', ')}. The ${tested} test spectra of a split ` +
    `alone scatter by ${binomial.toFixed(2)} %.`
  );
}

function roughItems(cells: readonly Cell[]): ReportItem[] {
  const chosen = chosenCell(cells);
  const column = cells.filter(({ nodes }) => nodes === chosen.nodes).toSorted((a, b) => a.l1 - b.l1);
  const weak = column.filter(({ l1 }) => l1 <= roughLambda);
  if (weak.length === 0) return [];
  const relative = weak.flatMap(({ relativeRoughness }) => relativeRoughness);
  const weakSum = mean(weak.flatMap(({ roughness }) => roughness));
  const [small, usual] = [valueFrom(relative), valueFrom(chosen.relativeRoughness)];
  const [usualSum, sumSd] = [mean(chosen.roughness), sdOf(chosen.roughness)];
  const compared = `${chosen.nodes} nodes: lambda of 1e-4 and less, and ${chosen.l1}`;
  return [
    judgeStatement(
      claims.H26,
      `${valueText(small, 2)} and ${valueText(usual, 2)}; rougher: by two errors of the means`,
      small.value - usual.value > 2 * Math.hypot(errorOf(relative), errorOf(chosen.relativeRoughness)),
      {
        what: `roughness of the weights (squared first differences over squares), ${compared}`,
        why: () =>
          `relative to their size; the sum of squared differences itself falls with lambda: ${column
            .map(({ l1, roughness }) => `${mean(roughness).toPrecision(3)} at ${l1}`)
            .join(', ')}. With small lambda the weights are larger and rougher in the absolute sense.`,
      },
    ),
    judgeStatement(
      claims['H26.sum'],
      `${weakSum.toPrecision(3)} and ${usualSum.toPrecision(3)} ± ${sumSd.toPrecision(2)}`,
      weakSum > usualSum + 2 * sumSd,
      { what: `sum of squared first differences of the weights, ${compared}` },
    ),
  ];
}

function tableOf(cells: readonly Cell[], isStandIn: boolean): ReportTable {
  return {
    id: 'grid',
    caption:
      'Accuracy (%), roughness of the first layer and epochs for each number of nodes and lambda: mean and standard deviation over the ' +
      `splits of the cross-validation.${isStandIn ? ' The observed spectra are a stand-in.' : ''}`,
    columns: [
      ...['nodes', 'lambda', 'simulated', isStandIn ? 'observed (stand-in)' : 'observed'],
      ...['squared differences', 'over squares', 'epochs'],
    ],
    rows: cells.map((cell) => [
      String(cell.nodes),
      String(cell.l1),
      valueText(valueFrom(cell.simulated), 2),
      valueText(valueFrom(cell.observed), 2),
      mean(cell.roughness).toPrecision(3),
      valueText(valueFrom(cell.relativeRoughness), 3),
      valueText(valueFrom(cell.epochs), 0),
    ]),
    ...(isStandIn && { isStandIn }),
  };
}
