import { type Dataset, selectRows, splitBySource } from '../dataset/index.js';
import { Classifier, type SettingsGiven, train } from '../network/index.js';
import type { ReportItem } from '../report/types.js';
import { adamSteps, binaryCrossEntropy, forwardPass, layersOf } from './byHand.js';
import type { ReproduceConfig } from './config.js';
import type { Context } from './context.js';
import { Data } from './data.js';
import { reportedItem, statementItem } from './measure.js';
import { seedFor } from './seeds.js';
import type { SetupPart } from './setup.js';

/** Spectra of each class that are simulated to train on; some hundreds are above the cut in net counts. */
const SPECTRA = 1000;
/** Of L1: far above any use, so that what it acts on is seen. */
const STRONG = 10;

interface Small {
  config: ReproduceConfig;
  /** Reduced background, and its parts to train on and to stop by. */
  dataset: Dataset;
  training: Dataset;
  validation: Dataset;
  threads?: number;
  signal?: AbortSignal;
}

/** How networks are trained, on few spectra: items D2 to D4, D10 and H24. */
export async function setupTraining({ config, threads, signal }: Context): Promise<SetupPart> {
  const spectraPerClass = Math.min(SPECTRA, config.spectraPerClass);
  const { dataset } = await new Data({ ...config, spectraPerClass }, { threads, signal }).get('reduced');
  const split = splitBySource(dataset, 0.3, { seed: seedFor(config.seed, 'setup') });
  const [training, validation] = [selectRows(dataset, split.train), selectRows(dataset, split.validation)];
  const small: Small = { config, dataset, training, validation, threads, signal };
  return {
    items: [
      ...(await penaltyItems(small)),
      ...(await initialItems(small)),
      await adamItem(small),
      await listingItem(small),
      await classesItem(small),
    ],
    tables: [],
  };
}

/** A training by the config's settings but for `changes`. */
function trained({ config, training, threads, signal }: Small, changes: SettingsGiven & { validationData?: Dataset }) {
  const { minimumNetCounts, input } = config;
  const seed = seedFor(config.seed, 'setup', 'network');
  return train(training, { ...config.training, input, minimumNetCounts, seed, threads, signal, ...changes });
}

const largest = (values: ArrayLike<number>): number => {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most;
};
const meanSize = (values: readonly number[]): number => values.reduce((sum, w) => sum + Math.abs(w), 0) / values.length;
const power = (value: number): string => (value === 0 ? '0' : value.toExponential(0));

/** The loss that training reports is the cross-entropy and lambda times the sum over the hidden kernel: nothing else is in it. */
async function penaltyItems(small: Small): Promise<ReportItem[]> {
  const { validation } = small;
  const { classifier, history } = await trained(small, {
    hiddenLayers: [10],
    epochs: 3,
    l1: 1e-3,
    validationData: validation,
  });
  const { network, training } = classifier.model;
  const [hidden, output] = layersOf(network.sizes, network.weights);
  const p = forwardPass(classifier, validation).map(([, agn]) => agn);
  const sum = (values: readonly number[]) => values.reduce((total, w) => total + Math.abs(w), 0);
  const reported = history[training.bestEpoch - 1].validationLoss;
  const entropy = binaryCrossEntropy(validation.labels, p);
  const deviation = Math.abs(reported / (entropy + 1e-3 * sum(hidden.kernel)) - 1);
  const other = 1e-3 * (sum(hidden.bias) + sum(output.kernel) + sum(output.bias));
  const both = await Promise.all(
    [0, STRONG].map((l1) => trained(small, { hiddenLayers: [10], epochs: 30, patience: 0, l1 })),
  );
  const [free, strong] = both.map(({ classifier: { model } }) => layersOf(model.network.sizes, model.network.weights));
  const rest = ({ bias }: typeof hidden, { kernel, bias: last }: typeof hidden) => [...bias, ...kernel, ...last];
  return [
    statementItem(
      'D2',
      'layers and weights under the L1 term: hidden kernel alone, lambda 0.001',
      '10 hidden nodes, 5270 weights, none of biases and output',
      `${network.sizes.join('-')}, ${hidden.kernel.length} weights: the loss is cross-entropy + 0.001 sum|w| of the hidden kernel to ${power(deviation)} ` +
        `(the other weights would add ${other.toFixed(4)} to ${reported.toFixed(4)})`,
      network.sizes.join() === '527,10,2' &&
        hidden.kernel.length === 5270 &&
        deviation < 1e-4 &&
        other / reported > 1e-3,
    ),
    reportedItem(
      'D2.effect',
      `mean |weight| after 30 epochs with lambda ${STRONG} and 0`,
      '',
      `hidden kernel ${meanSize(strong[0].kernel).toPrecision(2)} and ${meanSize(free[0].kernel).toPrecision(2)}; biases and output ` +
        `${meanSize(rest(strong[0], strong[1])).toPrecision(2)} and ${meanSize(rest(free[0], free[1])).toPrecision(2)}`,
    ),
  ];
}

/** Weights after an epoch of steps too small to move any: those that training began with. */
async function initial(small: Small, hiddenLayers: number[]): Promise<Classifier> {
  const { classifier } = await trained(small, { hiddenLayers, epochs: 1, learningRate: 1e-30, validationShare: 0 });
  return classifier;
}

async function initialItems(small: Small): Promise<ReportItem[]> {
  const { sizes, weights } = (await initial(small, [10])).model.network;
  const layers = layersOf(sizes, weights);
  const limits = layers.map((_, k) => Math.sqrt(6 / (sizes[k] + sizes[k + 1])));
  const most = layers.map(({ kernel }) => largest(kernel));
  const squares = layers[0].kernel.reduce((sum, w) => sum + w * w, 0) / layers[0].kernel.length;
  const uniform = (3 * squares) / limits[0] ** 2;
  const biases = layers.flatMap(({ bias }) => bias);
  // The variance of w^2 of a uniform w is 4/45 of the limit's fourth power.
  const error = (3 * Math.sqrt(4 / 45)) / Math.sqrt(layers[0].kernel.length);
  return [
    statementItem(
      'D4.kernels',
      'first weights: limits sqrt(6 / (fan in + fan out)) of a uniform distribution, hidden and output kernel',
      limits.map((limit) => limit.toFixed(4)).join(' and '),
      `largest ${most.map((value) => value.toFixed(4)).join(' and ')}; mean square of the hidden kernel over that of a uniform ` +
        `distribution ${uniform.toFixed(3)} ± ${error.toFixed(3)}`,
      most.every((value, k) => value <= limits[k] * (1 + 1e-6)) &&
        most[0] > 0.99 * limits[0] &&
        Math.abs(uniform - 1) < 3 * error,
    ),
    statementItem('D4.biases', 'first biases', '0', `largest ${power(largest(biases))}`, largest(biases) < 1e-20),
  ];
}

/** Steps on all spectra at once, by the formulas. Without a hidden layer the gradient is plain. */
async function adamItem(small: Small): Promise<ReportItem> {
  const steps = 5;
  const first = await initial(small, []);
  const settings = { hiddenLayers: [], l1: 0, epochs: steps, batchSize: small.training.count, validationShare: 0 };
  const { classifier } = await trained(small, { ...settings, learningRate: 1e-3, patience: 0 });
  const start = Float64Array.from(first.model.network.weights);
  const end = classifier.model.network.weights;
  const differences = (others: { beta1?: number; beta2?: number; epsilon?: number }): number => {
    const own = adamSteps(first, small.training, { steps, learningRate: 1e-3, ...others });
    return largest(own.map((w, i) => w - end[i])) / largest(start.map((w, i) => w - end[i]));
  };
  const keras = differences({});
  return statementItem(
    'D4.adam',
    `Adam, ${steps} steps on all training spectra at once: the weights against its formulas with the defaults of Keras`,
    'learning rate 0.001, beta 0.9 and 0.999',
    `differ by at most ${power(keras)} of the largest change of a weight; with beta 0.8 by ${power(differences({ beta1: 0.8 }))}, ` +
      `with beta 0.99 for the squares by ${power(differences({ beta2: 0.99 }))}`,
    keras < 1e-3,
  );
}

/** The listing of appendix B, trained. */
async function listingItem(small: Small): Promise<ReportItem> {
  const settings: SettingsGiven = { hiddenLayers: [8], activation: 'relu', l1: 0.001, learningRate: 0.001 };
  const { classifier, history } = await trained(small, { ...settings, validationData: small.validation });
  const { network, training } = classifier.model;
  const layers = layersOf(network.sizes, network.weights);
  const p = forwardPass(classifier, small.validation);
  const predicted = await classifier.predict(small.validation, { threads: small.threads, signal: small.signal });
  const off = largest(p.flatMap((pair, row) => pair.map((value, k) => value - predicted.probabilities[2 * row + k])));
  const loss =
    binaryCrossEntropy(
      small.validation.labels,
      p.map(([, agn]) => agn),
    ) +
    0.001 * layers[0].kernel.reduce((sum, w) => sum + Math.abs(w), 0);
  const deviation = Math.abs(history[training.bestEpoch - 1].validationLoss / loss - 1);
  return statementItem(
    'H24',
    'the listing of appendix B: settings hiddenLayers [8], activation relu, l1 0.001, learningRate 0.001',
    'Dense(8, relu, l1(0.001)), Dense(2, softmax), BinaryCrossentropy, adam',
    `${network.sizes.join('-')}, ${network.weights.length} weights; ReLU and softmax by hand give its probabilities to ${power(off)}, cross-entropy ` +
      `and L1 term its loss to ${power(deviation)}`,
    network.sizes.join() === '527,8,2' && off < 1e-5 && deviation < 1e-4,
  );
}

/** Three classes: stars, and AGN by their column. */
async function classesItem(small: Small): Promise<ReportItem> {
  const [training, validation] = [threeClasses(small.training), threeClasses(small.validation)];
  const { classifier } = await trained({ ...small, training }, { validationData: validation });
  const { threads, signal } = small;
  const { probabilities, verdicts } = await classifier.predict(validation, { threads, signal });
  const reread = new Classifier(classifier.model);
  const { labels, count: spectra } = validation;
  const shares = validation.classes.map((_, k) => labels.filter((label) => label === k).length / spectra);
  const right = verdicts.filter((verdict, row) => verdict === labels[row]).length / spectra;
  const sums = Array.from({ length: spectra }, (_, row) =>
    Math.abs(1 - probabilities.subarray(3 * row, 3 * row + 3).reduce((sum, p) => sum + p, 0)),
  );
  const { sizes } = reread.model.network;
  return statementItem(
    'D10',
    `more than two classes: ${validation.classes.join(', ')}; ${training.count} training spectra`,
    'the network can be extended to them',
    `${sizes.join('-')}; ${(100 * right).toFixed(1)} % right of ${spectra} others (${(100 * Math.max(...shares)).toFixed(1)} % are of the largest class); ` +
      `probabilities sum to 1 within ${power(largest(sums))}`,
    sizes[2] === 3 && right > Math.max(...shares) && largest(sums) < 1e-5,
    { why: () => 'With so few spectra the network does not beat naming the largest class.' },
  );
}

function threeClasses(dataset: Dataset): Dataset {
  const { nH } = dataset.properties;
  // C-thick AGN have no column of their own: they are behind more than any.
  const labels = dataset.labels.map((label, row) => (label === 0 ? 0 : nH[row] < 1 ? 1 : 2));
  return { ...dataset, classes: ['star', 'AGN below 1e22 cm-2', 'AGN above'], labels };
}
