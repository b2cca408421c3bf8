// Distillation: what the network is given to learn, and that it learns it.
import { expect, test } from 'vitest';
import {
  acisResponse,
  agn,
  concatenate,
  datasetFromSimulation,
  distil,
  embeddedBackground,
  netCounts,
  simulate,
  stars,
  templateBank,
} from '../../ts/index.js';
import { distilConditions } from '../../ts/network/distil.js';
import { distilSpectra } from '../../ts/network/distilSpectra.js';

const responses = [acisResponse({ chip: 'front', year: 2000 }), acisResponse({ chip: 'front', year: 2015 })];
const backgrounds = responses.map((response) => embeddedBackground('acis-i', response));
const bank = templateBank([stars(), agn()], { templates: 200 });

test('the targets are what the bank says of the very spectra', async () => {
  const { dataset, targets } = await distilSpectra(bank, [responses[0]], {
    ...{ spectra: 120, seed: 5, conditions: distilConditions, minimumNetCounts: 5 },
  });
  expect(targets.length).toBe(2 * dataset.count);
  expect(netCounts(dataset).every((net) => net > 5)).toBe(true);
  const whole = await (await bank.through(responses[0])).classify({
    ...dataset,
    channels: 1024,
    eMin: responses[0].eMin,
    eMax: responses[0].eMax,
    counts: spread(dataset.counts, dataset.channels, dataset.eMin[0]),
  });
  targets.forEach((target, i) => {
    expect(Math.abs(target - whole.probabilities[i])).toBeLessThan(1e-6);
  });
});

/** Counts of channels of the band, in all channels of the response. */
function spread(counts: ArrayLike<number>, width: number, lowest: number): Float64Array {
  const first = responses[0].eMin.indexOf(lowest);
  const rows = counts.length / width;
  const out = new Float64Array(rows * 1024);
  for (let row = 0; row < rows; row++)
    for (let c = 0; c < width; c++) out[row * 1024 + first + c] = counts[row * width + c];
  return out;
}

test('a network distilled through two responses says nearly what the bank says through both', async () => {
  const settings = { hiddenLayers: [24], learningRate: [{ rate: 3e-3, epochs: 12 }] };
  const { classifier, history } = await distil(bank, responses, { spectra: 3000, seed: 1, backgrounds, settings });
  expect(history.length).toBe(12);
  expect(
    classifier.model.input.extraInputs?.some(({ name, min, max }) => name.includes('0.7 keV') && max > min + 0.3),
  ).toBe(true);
  for (const [k, response] of responses.entries()) {
    const options = { exposure: 1e6, seed: 77, background: backgrounds[k] };
    const library = concatenate([
      datasetFromSimulation(await simulate(stars(), 300, response, options)),
      datasetFromSimulation(await simulate(agn(), 300, response, options)),
    ]);
    const { probabilities } = await classifier.predict(library);
    const best = await (await bank.through(response)).classify(library);
    const distance = (chance: (i: number) => number) =>
      best.probabilities.reduce((sum, p, i) => sum + Math.abs(chance(i) - p), 0);
    expect(distance((i) => probabilities[i])).toBeLessThan(0.6 * distance(() => 0.5));
  }
}, 60_000);

test('what does not fit is named', async () => {
  await expect(distil(bank, [])).rejects.toThrow('responses is empty');
  await expect(distil(bank, responses, { backgrounds: [backgrounds[0]] })).rejects.toThrow(
    'there are 1 backgrounds for 2 responses',
  );
  await expect(distil(bank, responses, { conditions: { exposure: [1e5, 1e4] } })).rejects.toThrow(
    'conditions.exposure is 100000 to 10000 s',
  );
});
