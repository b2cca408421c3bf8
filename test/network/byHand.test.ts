// The verdict of the paper's network computed again from its file and from counts, in double precision and by nothing of the
// package but its readers: what is subtracted, what is divided by what, which number of the file goes where.
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Classifier, datasetFromPha } from '../../ts/index.js';
import { type LoadedSpectrum, loadSpectrum, type Pha } from '../../ts/ogip/index.js';
import { createResponse, embeddedResponseTables, fakeIt } from '../../ts/simulation/index.js';
import { hasShared, sharedFile } from '../shared.js';
import { binaryCrossEntropy, layersOf, nodesCrossEntropy, outputNodes, softmax } from './forwardPass.js';
import { readParts, tensorIn } from './modelFiles.js';

const parts = readParts(fileURLToPath(new URL('../../data/classifier/paper.safetensors', import.meta.url)));
const numbers = (name: string) => [...tensorIn(parts, name)];
const [mean, deviation] = ['input.mean', 'input.deviation'].map(numbers);
const weights = ['0.kernel', '0.bias', '1.kernel', '1.bias'].flatMap((name) => numbers(`network.${name}`));
const channels = mean.map((_, k) => parts.classifier.input.firstChannel + k);

function probabilityOfAgn({ pha, background }: LoadedSpectrum): number {
  const region = (spectrum: Pha) => spectrum.exposure * (spectrum.backScal as number) * (spectrum.areaScal as number);
  const scale = background ? region(pha) / region(background) : 0;
  const countsIn = (spectrum: Pha | undefined, channel: number): number =>
    spectrum ? (spectrum.counts[spectrum.channel.indexOf(channel)] ?? 0) : 0;
  const net: number[] = channels.map(
    (channel: number) => countsIn(pha, channel) - scale * countsIn(background, channel),
  );
  const total = net.reduce((sum, n) => sum + n, 0);
  const inputs = net.map((n, k) => (n / total - mean[k]) / deviation[k]);
  return softmax(outputNodes(layersOf([527, 10, 2], weights), inputs))[1];
}

async function classified(spectrum: LoadedSpectrum): Promise<number> {
  const { probabilities } = await Classifier.embedded('paper').predict(datasetFromPha([spectrum]));
  return probabilities[1];
}

test('a faked spectrum with a background', async () => {
  const { rmf, arf } = embeddedResponseTables();
  const fake = (expression: string, seed: number) =>
    Float64Array.from(fakeIt({ model: expression, response: createResponse(rmf, arf), exposure: 2e4, seed }).counts);
  const common = { channel: rmf.channel, exposure: 2e4, isRate: false, areaScal: 1, detChans: 1024, content: 'TOTAL' };
  const pha = { ...common, file: 'fake.pha', counts: fake('tbabs(0.3)*powerlaw(2.1, 2e-5)', 3), backScal: 2e-7 };
  const background = { ...common, file: 'fake.bkg', counts: fake('powerlaw(0, 1e-6)', 4), backScal: 3e-6 };
  const spectrum = { pha, background, rmf, arf } as unknown as LoadedSpectrum;
  const found = await classified(spectrum);
  expect(found).toBeGreaterThan(0.001);
  expect(found).toBeLessThan(0.999);
  expect(Math.abs(found - probabilityOfAgn(spectrum))).toBeLessThan(1e-6);
});

test
  .skipIf(!hasShared)
  .each([
    'spectra/agn/3c273.pi.gz',
    'spectra/stars/acisf04487_001N023_r0009_pha3.fits.gz',
    'spectra/other/acisf01575_001N001_r0085_pha3.fits.gz',
  ])('%s', async (path) => {
  const loaded = loadSpectrum(sharedFile(path));
  expect(Math.abs((await classified(loaded)) - probabilityOfAgn(loaded))).toBeLessThan(1e-6);
});

// What these tests compare with has to be right itself.
test('weights are taken apart in the order of the file: kernel, then biases, layer by layer', () => {
  const [hidden, output] = layersOf([2, 3, 1], [1, 2, 3, 4, 5, 6, 10, 20, 30, 7, 8, 9, 40]);
  expect(hidden).toMatchObject({ kernel: [1, 2, 3, 4, 5, 6], bias: [10, 20, 30] });
  expect(output).toMatchObject({ inputs: 3, nodes: 1, kernel: [7, 8, 9], bias: [40] });
  // Hidden sums are 10 + 1 - 8, 20 + 2 - 10 and 4 + 3 - 12, of which ReLU leaves 0.
  const negative = { ...hidden, bias: [10, 20, 4] };
  expect(outputNodes([negative, output], [1, -2])).toEqual([7 * 3 + 8 * 12 + 9 * 0 + 40]);
});

test('the two forms of the cross-entropy are the same where the nodes sum to 1, and not elsewhere', () => {
  const pairs = [softmax([0.3, -1.2]), softmax([-2, 1]), softmax([4, 4])];
  const labels = [0, 0, 1];
  const plain = binaryCrossEntropy(
    labels,
    pairs.map(([, agn]) => agn),
  );
  expect(plain).toBeCloseTo((Math.log1p(Math.exp(-1.5)) + Math.log1p(Math.exp(3)) + Math.log(2)) / 3, 12);
  expect(nodesCrossEntropy(labels, pairs)).toBeCloseTo(plain, 12);
  expect(nodesCrossEntropy([1], [[0.5, 0.9]])).not.toBeCloseTo(binaryCrossEntropy([1], [0.9]), 3);
});
