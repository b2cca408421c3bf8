// What the output of a trained network is: sections 2.1 and appendix B, Figure 7 and eq. (1).
import { beforeAll, expect, test, vi } from 'vitest';
import { type Classifier, type Dataset, selectRows } from '../../../ts/index.js';
import { iterationSplits } from '../../../ts/paper/run/trained.js';
import {
  binaryCrossEntropy,
  forwardPass,
  inputsFor,
  layersOf,
  nodesCrossEntropy,
  outputNodes,
} from '../../network/forwardPass.js';
import { smallConfig, smallContext } from '../smallRun.js';

// A busy machine takes several times as long.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let classifier: Classifier;
let spectra: Dataset;
/** Of the package: a pair for each spectrum. */
let given: [number, number][];
beforeAll(async () => {
  const config = smallConfig({ spectraPerClass: 400, training: { ...smallConfig().training, epochs: 8 } });
  const context = smallContext(config);
  [classifier] = (await context.trained('reduced', 0)).classifiers;
  const { dataset } = await context.data.get('reduced');
  spectra = selectRows(dataset, iterationSplits(dataset, config, 0).test);
  const { probabilities } = await classifier.predict(spectra, { threads: 1 });
  given = Array.from({ length: spectra.count }, (_, row) => [probabilities[2 * row], probabilities[2 * row + 1]]);
});

test('probabilities are those of ReLU, two nodes and softmax, worked out apart', () => {
  expect(classifier.model.network.sizes).toEqual([527, 10, 2]);
  const [hidden] = layersOf(classifier.model.network.sizes, classifier.model.network.weights);
  // Where no node were cut off, ReLU could be left out.
  const sums = inputsFor(classifier, spectra).map((inputs) => outputNodes([hidden], inputs));
  expect(sums.flat().filter((value) => value < 0).length).toBeGreaterThan(spectra.count);
  forwardPass(classifier, spectra).forEach(([star, agn], row) => {
    expect(given[row][0]).toBeCloseTo(star, 5);
    expect(given[row][1]).toBeCloseTo(agn, 5);
    expect(given[row][0] + given[row][1]).toBeCloseTo(1, 5);
  });
  const agn = given.map((pair) => pair[1]);
  expect(Math.max(...agn) - Math.min(...agn)).toBeGreaterThan(0.5);
});

test('two nodes with softmax are one with a sigmoid: the same probabilities, the same loss', () => {
  const layers = layersOf(classifier.model.network.sizes, classifier.model.network.weights);
  inputsFor(classifier, spectra).forEach((inputs, row) => {
    const [star, agn] = outputNodes(layers, inputs);
    expect(given[row][1]).toBeCloseTo(1 / (1 + Math.exp(star - agn)), 5);
  });
  // Eq. (1) knows p(AGN) alone.
  const agn = given.map((pair) => pair[1]);
  expect(nodesCrossEntropy(spectra.labels, given)).toBeCloseTo(binaryCrossEntropy(spectra.labels, agn), 6);
});
