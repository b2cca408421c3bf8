// The default classifier's verdict computed again from its file and from counts, in double precision and by nothing of the
// package but its readers: what is subtracted, what is divided by what, which number of the file goes where.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { datasetFromPha } from '../../ts/dataset/index.js';
import { Classifier } from '../../ts/network/index.js';
import { type LoadedSpectrum, loadSpectrum, type Pha } from '../../ts/ogip/index.js';
import { createResponse, embeddedResponseTables, fakeIt } from '../../ts/simulation/index.js';
import { hasShared, sharedFile } from '../shared.js';

const file = JSON.parse(readFileSync(new URL('../../data/classifier/star-agn.json', import.meta.url), 'utf8'));
const bytes = Buffer.from(file.weights.data, 'base64');
const weight = (k: number): number => bytes.readFloatLE(4 * k);

function probabilityOfAgn({ pha, background }: LoadedSpectrum): number {
  const region = (spectrum: Pha) => spectrum.exposure * (spectrum.backScal as number) * (spectrum.areaScal as number);
  const scale = background ? region(pha) / region(background) : 0;
  const countsIn = (spectrum: Pha | undefined, channel: number): number =>
    spectrum ? (spectrum.counts[spectrum.channel.indexOf(channel)] ?? 0) : 0;
  const net: number[] = file.input.channels.map(
    (channel: number) => countsIn(pha, channel) - scale * countsIn(background, channel),
  );
  const total = net.reduce((sum, n) => sum + n, 0);
  const x = net.map((n, k) => (n / total - file.input.mean[k]) / file.input.deviation[k]);
  const hidden = Array.from({ length: 10 }, (_, j) =>
    Math.max(
      0,
      x.reduce((sum, value, k) => sum + value * weight(10 * k + j), weight(5270 + j)),
    ),
  );
  const logit = [0, 1].map((c) => hidden.reduce((sum, h, j) => sum + h * weight(5280 + 2 * j + c), weight(5300 + c)));
  return 1 / (1 + Math.exp(logit[0] - logit[1]));
}

async function classified(spectrum: LoadedSpectrum): Promise<number> {
  const { probabilities } = await Classifier.load().predict(datasetFromPha([spectrum]));
  return probabilities[1];
}

test('a faked spectrum with a background', async () => {
  const { rmf, arf } = embeddedResponseTables();
  const fake = (expression: string, seed: number) =>
    Float64Array.from(fakeIt(expression, createResponse(rmf, arf), { exposure: 2e4, seed }));
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
