import type { Figure } from '../chart/types.js';
import type { Band } from '../dataset/index.js';
import type { Classifier } from '../network/index.js';
import type { ReportItem, ReportTable, ReportValue } from '../report/types.js';
import type { Context, Experiment } from './context.js';
import type { SetName } from './data.js';
import { type FirstLayer, firstLayer, meanWeight, peakEnergy, weightCurves } from './firstLayer.js';
import { lineMarkers } from './lines.js';
import { overIterations as over, reportedItem, statementItem, valueFrom, valueText } from './measure.js';
import { trainIteration } from './trained.js';

/** Of the tables; the second is the paper's, with the lines of Ne, Fe-L, Mg. */
const bands: readonly Band[] = [
  [0.3, 0.8],
  [0.8, 1.4],
  [1.4, 2],
  [2, 4],
  [4, 8],
];
const lines: Band = [0.8, 1.4];
const hard: Band = [2, 8];
/** Where the Fe-K lines of most AGN arrive. */
const bumps: Band = [2, 4];

/** Weights of the first layer against energy, with and without Fe-K lines in the training spectra. */
export const weights: Experiment = {
  id: 'weights',
  title: 'Weights of the first layer',
  place: 'Section 3.3, figure 16',
  cost: ({ cvSplits, spectraPerClass }) => (cvSplits * spectraPerClass) / 25_000,
  run: async (context: Context) => {
    const withLines = (await context.trained('reduced', 0)).classifiers;
    const withoutLines = (await context.trained('no-lines', 0)).classifiers;
    const shares = {
      with: await context.step('weights-shares-with', () => bumpsOfShares(context, 'reduced')),
      without: await context.step('weights-shares-without', () => bumpsOfShares(context, 'no-lines')),
    };
    const layers = { with: withLines.map(firstLayer), without: withoutLines.map(firstLayer) };
    return {
      id: weights.id,
      title: weights.title,
      place: weights.place,
      text: [
        `Weights of the ${layers.with.length} networks of the first iteration, trained with reduced background, and of as many trained on ` +
          `the same sources without Fe-K lines. ${conventionText(withLines[0])} Numbers are means over the networks, with the standard ` +
          'deviation from network to network.',
      ],
      items: [...whereItems(layers.with), ...lineItems(layers, shares)],
      tables: [bandTable(layers)],
      figures: [figure16(layers.with[0], withLines[0])],
    };
  },
};

/** Inputs that know nothing of brightness: shares of the net counts, standardised; the default of the classifier. */
const sharesInput = { counts: 'net', scale: 'unit', transform: 'none', standardise: true } as const;

/** Mean |weight| in 2-4 keV, as the network sees its inputs, of a few networks trained on shares of the counts. */
async function bumpsOfShares(context: Context, set: SetName): Promise<number[]> {
  const { ablationModels, cvSplits } = context.config;
  const models = Math.min(cvSplits, Math.max(3, ablationModels));
  const { classifiers } = await trainIteration(context, set, 0, { input: sharesInput }, models);
  return classifiers.map(({ model }) => {
    const deviation = model.input.deviation.map(() => 1);
    return meanWeight(firstLayer({ model: { ...model, input: { ...model.input, deviation } } }), bumps);
  });
}

/** What the weights multiply. */
export function conventionText({ model }: Pick<Classifier, 'model'>): string {
  const { counts, scale, transform, standardise } = model.input.convention;
  const what = {
    none: 'counts',
    rate: 'counts per ks',
    unit: 'shares of the counts',
    'unit-channels': 'shares of the counts x channels',
  };
  const how = transform === 'none' ? '' : ` (${transform})`;
  const divided = standardise
    ? ': those of the network divided by the standard deviation of each channel, because the network saw standardised inputs'
    : ', as the network saw them (not standardised)';
  return `They act on ${counts === 'net' ? 'net ' : 'total '}${what[scale]}${how} per channel${divided}.`;
}

/** Mean |weight| in a band over that in 0.3-8 keV. */
const relative = (band: Band) => (layer: FirstLayer) => meanWeight(layer, band) / meanWeight(layer, [0.3, 8]);

function whereItems(layers: readonly FirstLayer[]): ReportItem[] {
  const peak = over(layers, (layer) => peakEnergy(layer));
  const inLines = over(layers, relative(lines));
  const strongest = bands.map((band) => over(layers, relative(band)).value);
  const largest = bands[strongest.indexOf(Math.max(...strongest))];
  return [
    statementItem(
      'H12',
      'band of the largest mean |weight|, of 0.3-0.8, 0.8-1.4, 1.4-2, 2-4 and 4-8 keV',
      'largest at about 0.8-1.4 keV',
      `${largest.join('-')} keV (0.8-1.4 keV has ${valueText(inLines, 2)} times the mean over 0.3-8 keV)`,
      largest.join() === lines.join(),
      { why: () => `the largest |weight| in a window of 0.1 keV is at ${valueText(peak, 2)} keV.` },
    ),
    reportedItem('H12.peak', 'energy of the largest mean |weight| in a window of 0.1 keV', 'keV', peak),
  ];
}

interface Layers {
  with: FirstLayer[];
  without: FirstLayer[];
}

function lineItems({ with: own, without }: Layers, shares: { with: number[]; without: number[] }): ReportItem[] {
  const item = (
    id: string,
    what: string,
    before: ReportValue,
    after: ReportValue,
    models: number,
    why?: () => string,
  ) =>
    statementItem(
      id,
      what,
      'reduced above 2 keV without Fe-K lines',
      `${text(before)} with, ${text(after)} without lines (${(100 * (after.value / before.value - 1)).toFixed(0)} %); reduced: by two errors of the means`,
      before.value - after.value > (2 * Math.hypot(before.sd ?? 0, after.sd ?? 0)) / Math.sqrt(models),
      why && { why },
    );
  const [before, after] = [own, without].map((layers) => over(layers, (layer) => meanWeight(layer, hard)));
  const [sharesBefore, sharesAfter] = [shares.with, shares.without].map(valueFrom);
  return [
    item('H13', 'mean |weight| in 2-8 keV, trained with and without Fe-K lines', before, after, own.length, () =>
      [
        `networks that see shares of the counts (net, standardised) have a mean |weight| in 2-4 keV of ${text(sharesBefore)} with and`,
        `${text(sharesAfter)} without lines (H13.shares): what the main run's weights show depends on its inputs, which are counts.`,
      ].join(' '),
    ),
    item(
      'H13.shares',
      'the same in 2-4 keV, of networks that see shares of the counts (net, standardised), as they see them',
      sharesBefore,
      sharesAfter,
      shares.with.length,
      () =>
        `the difference of ${shares.with.length} networks each has an error of ` +
        `${((100 * Math.hypot(sharesBefore.sd ?? 0, sharesAfter.sd ?? 0)) / Math.sqrt(shares.with.length) / sharesBefore.value).toFixed(0)} % of the ` +
        'weights.',
    ),
  ];
}

const text = ({ value, sd = Number.NaN }: ReportValue) => `${value.toPrecision(3)} ± ${sd.toPrecision(2)}`;

function bandTable({ with: own, without }: Layers): ReportTable {
  return {
    id: 'weights-bands',
    caption:
      'Mean |weight| of the first layer in bands, over the mean in 0.3-8 keV; mean and standard deviation over networks.',
    columns: ['trained on', ...bands.map((band) => `${band.join('-')} keV`)],
    rows: [
      ['AGN with and without Fe-K', ...bands.map((band) => valueText(over(own, relative(band)), 2))],
      ['AGN without Fe-K', ...bands.map((band) => valueText(over(without, relative(band)), 2))],
    ],
  };
}

function figure16(layer: FirstLayer, classifier: Classifier): Figure {
  return {
    id: 'figure-16',
    number: 'Figure 16',
    caption: `Weights of the first layer of one network (reduced background), a curve for each node of the hidden layer. ${conventionText(classifier)}`,
    panels: [
      {
        kind: 'chart',
        title: 'Weights of the first layer',
        x: { label: 'Energy (keV)', type: 'log', domain: [0.3, 8] },
        y: { label: 'Weight', type: 'linear' },
        series: weightCurves(layer),
        markers: lineMarkers,
      },
    ],
  };
}
