// How networks are trained, on spectra with reduced background: what section 2.1 and the listing of appendix B say.
import { beforeAll, expect, test, vi } from 'vitest';
import {
  type Classifier,
  type Dataset,
  defaultSettings,
  type SettingsGiven,
  selectRows,
  splitBySource,
  train,
} from '../../../ts/index.js';
import { fullConfig } from '../../../ts/paper/index.js';
import {
  binaryCrossEntropy,
  clip,
  forwardPass,
  inputsFor,
  layersOf,
  outputNodes,
  softmax,
} from '../../network/forwardPass.js';
import { smallConfig, smallContext } from '../smallRun.js';

// A busy machine takes several times as long.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const { training: settings, input } = fullConfig();
let training: Dataset;
let validation: Dataset;
beforeAll(async () => {
  const { dataset } = await smallContext(smallConfig({ spectraPerClass: 600 })).data.get('reduced');
  const split = splitBySource(dataset, 0.3, { seed: 5 });
  [training, validation] = [selectRows(dataset, split.train), selectRows(dataset, split.validation)];
});

const trained = (changes: SettingsGiven & { validationData?: Dataset }, dataset = training) =>
  train(dataset, { ...settings, input, minimumNetCounts: 100, seed: 5, threads: 1, ...changes });
const layersIn = ({ model: { network } }: Classifier) => layersOf(network.sizes, network.weights);
const absoluteSum = (values: readonly number[]) => values.reduce((sum, w) => sum + Math.abs(w), 0);
const largest = (values: readonly number[]) => values.reduce((high, w) => Math.max(high, Math.abs(w)), 0);
const agnColumn = (rows: readonly (readonly number[])[]) => rows.map(([, agn]) => agn);

test('the loss is cross-entropy and lambda times the sum over the hidden kernel alone', async () => {
  const { classifier, history } = await trained({
    hiddenLayers: [10],
    epochs: 3,
    l1: 1e-3,
    validationData: validation,
  });
  expect(classifier.model.network.sizes).toEqual([527, 10, 2]);
  const [hidden, output] = layersIn(classifier);
  expect(hidden.kernel).toHaveLength(5270);
  const entropy = binaryCrossEntropy(validation.labels, agnColumn(forwardPass(classifier, validation)));
  const reported = history[classifier.model.training.bestEpoch - 1].validationLoss;
  expect(reported / (entropy + 1e-3 * absoluteSum(hidden.kernel))).toBeCloseTo(1, 5);
  // The other weights would be seen.
  expect(1e-3 * absoluteSum([...hidden.bias, ...output.kernel, ...output.bias])).toBeGreaterThan(1e-3 * reported);
  // A lambda far above any use leaves nothing of that kernel, and the others.
  const strong = layersIn((await trained({ hiddenLayers: [10], epochs: 30, patience: 0, l1: 10 })).classifier);
  expect(absoluteSum(strong[0].kernel) / 5270).toBeLessThan(1e-3);
  expect(absoluteSum(strong[1].kernel) / 20).toBeGreaterThan(0.1);
});

/** Weights after an epoch of steps too small to move any: those that training began with. */
const initial = async (hiddenLayers: number[]) =>
  (await trained({ hiddenLayers, epochs: 1, learningRate: 1e-30, validationShare: 0 })).classifier;

test('first weights are uniform within the limits of Glorot and Bengio, first biases 0', async () => {
  const layers = layersIn(await initial([10]));
  layers.forEach(({ inputs, nodes, kernel, bias }) => {
    const limit = Math.sqrt(6 / (inputs + nodes));
    expect(largest(kernel)).toBeLessThanOrEqual(limit * (1 + 1e-6));
    expect(largest(bias)).toBeLessThan(1e-20);
  });
  const [{ kernel }] = layers;
  expect(largest(kernel)).toBeGreaterThan(0.99 * Math.sqrt(6 / 537));
  // w^2 has a mean of a third of the limit's square, and a variance of 4/45 of its fourth power.
  const square = kernel.reduce((sum, w) => sum + w * w, 0) / kernel.length / (6 / 537);
  expect(Math.abs(square - 1 / 3)).toBeLessThan(4 * Math.sqrt(4 / 45 / kernel.length));
  expect(Math.abs(kernel.reduce((sum, w) => sum + w, 0) / kernel.length)).toBeLessThan(4 * Math.sqrt(2 / 537 / 5270));
});

test('Adam steps by its formulas, with a rate of 0.001 and betas of 0.9 and 0.999', async () => {
  // Without a hidden layer the gradient is plain; all spectra at once, so that their order does not matter.
  const [steps, rate, beta1, beta2, epsilon] = [5, 0.001, 0.9, 0.999, 1e-7];
  const start = await initial([]);
  expect([settings.learningRate, defaultSettings.learningRate]).toEqual([rate, rate]);
  const { classifier } = await trained({
    ...{ hiddenLayers: [], l1: 0, epochs: steps, batchSize: training.count, validationShare: 0, patience: 0 },
  });
  const rows = inputsFor(start, training);
  const weights = Float64Array.from(start.model.network.weights);
  const [first, second] = [new Float64Array(weights.length), new Float64Array(weights.length)];
  for (let t = 1; t <= steps; t++) {
    const gradient = new Float64Array(weights.length);
    const layers = layersOf([527, 2], weights);
    rows.forEach((x, row) => {
      const pair = softmax(outputNodes(layers, x));
      // A probability that the loss clips has no gradient.
      if (pair[training.labels[row]] !== clip(pair[training.labels[row]])) return;
      pair.forEach((p, k) => {
        const error = (p - (training.labels[row] === k ? 1 : 0)) / rows.length;
        for (let i = 0; i < 527; i++) gradient[2 * i + k] += error * x[i];
        gradient[2 * 527 + k] += error;
      });
    });
    gradient.forEach((g, i) => {
      first[i] = beta1 * first[i] + (1 - beta1) * g;
      second[i] = beta2 * second[i] + (1 - beta2) * g * g;
      const corrected = (rate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
      weights[i] -= (corrected * first[i]) / (Math.sqrt(second[i]) + epsilon);
    });
  }
  const end = classifier.model.network.weights;
  const change = largest(Array.from(end, (w, i) => w - start.model.network.weights[i]));
  expect(change).toBeGreaterThan(0.004);
  expect(largest(Array.from(end, (w, i) => w - weights[i])) / change).toBeLessThan(1e-3);
});

test('the listing of appendix B is a setting, and trains', async () => {
  const listing: SettingsGiven = { hiddenLayers: [8], activation: 'relu', l1: 0.001, learningRate: 0.001 };
  const { classifier, history } = await trained({ ...listing, validationData: validation });
  expect(classifier.model.network.sizes).toEqual([527, 8, 2]);
  const p = forwardPass(classifier, validation);
  const { probabilities, verdicts } = await classifier.predict(validation, { threads: 1 });
  expect(largest(p.flat().map((value, i) => value - probabilities[i]))).toBeLessThan(1e-5);
  const loss =
    binaryCrossEntropy(validation.labels, agnColumn(p)) + 0.001 * absoluteSum(layersIn(classifier)[0].kernel);
  expect(history[classifier.model.training.bestEpoch - 1].validationLoss / loss).toBeCloseTo(1, 4);
  const right = verdicts.filter((verdict, row) => verdict === validation.labels[row]).length / validation.count;
  expect(right).toBeGreaterThan(0.7);
});

test('three classes are told apart better than by naming the largest', async () => {
  const [learnt, heldOut] = [threeClasses(training), threeClasses(validation)];
  const { classifier } = await trained({ validationData: heldOut }, learnt);
  expect(classifier.model.network.sizes).toEqual([527, 10, 3]);
  const { probabilities, verdicts } = await classifier.predict(heldOut, { threads: 1 });
  const shares = [0, 1, 2].map((k) => heldOut.labels.filter((label) => label === k).length / heldOut.count);
  const right = verdicts.filter((verdict, row) => verdict === heldOut.labels[row]).length / heldOut.count;
  expect(right).toBeGreaterThan(Math.max(...shares) + 0.05);
  for (let row = 0; row < heldOut.count; row++)
    expect(probabilities.subarray(3 * row, 3 * row + 3).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
});

/** Stars, and AGN by their column; C-thick ones have none of their own and are behind more than any. */
function threeClasses(dataset: Dataset): Dataset {
  const { nH } = dataset.properties;
  const labels = dataset.labels.map((label, row) => (label === 0 ? 0 : nH[row] < 1 ? 1 : 2));
  return { ...dataset, classes: ['star', 'AGN below 1e22 cm-2', 'AGN above'], labels };
}
