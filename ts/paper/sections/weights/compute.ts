import type { Band, Classifier, InputConvention } from '../../../index.js';
import type { Context } from '../../run/context.js';
import type { SetName } from '../../run/recipes.js';
import { trainIteration } from '../../run/trained.js';
import { packageInput, repeated } from '../../run/variants.js';
import { type FirstLayer, firstLayer, meanWeight, peakEnergy } from '../../statistics/firstLayer.js';

/** Bands of the table, keV; the second is the paper's, with the lines of Ne, Fe-L, Mg. */
export const bands = [
  [0.3, 0.8],
  [0.8, 1.4],
  [1.4, 2],
  [2, 4],
  [4, 8],
] as const satisfies readonly Band[];
const whole: Band = [0.3, 8];
const hard: Band = [2, 8];
/** The band, keV, in which the Fe-K lines of most AGN are observed. */
const bumps: Band = [2, 4];

/** Minimum number of networks with shares of the counts as inputs; with fewer the scatter would be unknown. */
const minShareNetworks = 3;

/** Numbers that describe the first layer of one network. */
export interface LayerNumbers {
  /** Mean |weight| in each of the bands, relative to that in 0.3-8 keV. */
  relative: number[];
  /** Mean |weight| in 2-8 keV. */
  hard: number;
  /** Energy at which the mean |weight| in a window of 0.1 keV is largest, keV. */
  peak: number;
}

/** A pair: for networks trained with Fe-K lines in half of the AGN, and for networks trained without lines. */
export interface ByLines<T> {
  withLines: T;
  withoutLines: T;
}

export interface WeightsNumbers {
  /** The input convention: what the weights multiply. */
  convention: InputConvention;
  networks: ByLines<LayerNumbers[]>;
  /** Mean |weight| in 2-4 keV of networks with shares of the counts as inputs, in units of these inputs. */
  shares: ByLines<number[]>;
  /** The first layer of the first network trained with lines. */
  layer: FirstLayer;
}

export async function compute(context: Context): Promise<WeightsNumbers> {
  const withLines = (await context.trained('reduced', 0)).classifiers;
  const withoutLines = (await context.trained('no-lines', 0)).classifiers;
  return {
    convention: withLines[0].model.input.convention,
    networks: { withLines: withLines.map(layerNumbers), withoutLines: withoutLines.map(layerNumbers) },
    shares: {
      withLines: await context.step('weights-shares-with', () => bumpsOfShares(context, 'reduced')),
      withoutLines: await context.step('weights-shares-without', () => bumpsOfShares(context, 'no-lines')),
    },
    layer: firstLayer(withLines[0]),
  };
}

function layerNumbers(classifier: Classifier): LayerNumbers {
  const layer = firstLayer(classifier);
  return {
    relative: bands.map((band) => meanWeight(layer, band) / meanWeight(layer, whole)),
    hard: meanWeight(layer, hard),
    peak: peakEnergy(layer),
  };
}

/** Mean |weight| in 2-4 keV of a few networks of the first iteration, trained on inputs without brightness. */
async function bumpsOfShares(context: Context, set: SetName): Promise<number[]> {
  const { config } = context;
  const models = Math.min(config.cvSplits, Math.max(minShareNetworks, repeated(config).models));
  const { classifiers } = await trainIteration(context, set, 0, { input: packageInput }, models);
  return classifiers.map(({ model }) => {
    const deviation = model.input.deviation.map(() => 1);
    return meanWeight(firstLayer({ model: { ...model, input: { ...model.input, deviation } } }), bumps);
  });
}
