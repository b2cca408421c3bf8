// How spectra are drawn from the populations, through the response of the reproduction.
import { expect, test } from 'vitest';
import { agn, datasetFromSimulation, embeddedBackground, netCounts, simulate, stars } from '../../../ts/index.js';
import { paperResponses } from '../../../ts/paper/run/responses.js';

const { training } = paperResponses();
const options = { seed: 17, exposure: 1e6, keepExpected: true };

test('counts are Poisson draws of the expected counts', async () => {
  for (const population of [stars(), agn()]) {
    const { counts, expectedCounts: means } = await simulate(population, 500, training, options);
    let [drawn, expected, squares, spread] = [0, 0, 0, 0];
    means!.forEach((mean, i) => {
      drawn += counts[i];
      expected += mean;
      squares += (counts[i] - mean) ** 2;
      // Variance of (n - mean)^2 of a Poisson number.
      spread += 2 * mean * mean + mean;
    });
    expect(expected).toBeGreaterThan(1e5);
    expect(Math.abs(drawn - expected)).toBeLessThan(4 * Math.sqrt(expected));
    expect(Math.abs(squares - expected)).toBeLessThan(4 * Math.sqrt(spread));
  }
});

test('net counts are summed over the channels of 0.3-8 keV', async () => {
  const background = embeddedBackground('acis-i', training);
  const spectra = datasetFromSimulation(await simulate(agn(), 50, training, { ...options, background }));
  const net = netCounts(spectra);
  const { channels, counts, backgroundCounts, backgroundScale, eMin, eMax } = spectra;
  for (let row = 0; row < spectra.count; row++) {
    let [inside, beyond] = [0, 0];
    for (let c = 0; c < channels; c++) {
      const i = row * channels + c;
      const centre = (eMin[c] + eMax[c]) / 2;
      const value = counts[i] - backgroundScale![row] * backgroundCounts![i];
      if (centre >= 0.3 && centre <= 8) inside += value;
      else if (centre > 8 && centre <= 10) beyond += Math.abs(value);
    }
    expect(net[row]).toBeCloseTo(inside, 8);
    expect(beyond).toBeGreaterThan(0);
  }
});
