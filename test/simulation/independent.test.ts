// Expected counts of the embedded response against numbers computed outside this project: NumPy with a FITS reader of its
// own, photon integrals in closed form, the response as a dense matrix. tbabs: XSPEC's cross-sections (wilm) on 10,000
// energies, as astromodels distributes them, mean of both edges of a bin; ztbabs: Verner's fits evaluated anew.
import { expect, test } from 'vitest';
import { bandChannels } from '../../ts/dataset/index.js';
import { createResponse, embeddedResponseTables, expectedCounts } from '../../ts/simulation/index.js';

const { rmf, arf } = embeddedResponseTables();
const response = createResponse(rmf, arf);
const band = bandChannels(response.eMin, response.eMax);
/** At 1.0, 1.2, 2.0, 3.0 and 6.0 keV. */
const channels = [69, 83, 137, 205, 411];

interface Limits {
  total: number;
  /** Of the first channel, and of the others. */
  first: number;
  rest: number;
}
const closed: Limits = { total: 1e-6, first: 1e-6, rest: 1e-6 };
const absorbed: Limits = { total: 1e-4, first: 1e-4, rest: 1e-4 };
// Verner's fits without the fine structure, and his hydrogen and helium; here those are XSPEC's (Band et al., Yan et al.).
const shifted: Limits = { total: 1e-4, first: 3e-4, rest: 3e-4 };

// Expression, counts in 0.3-8 keV, counts in the channels; 1 Ms.
const cases: [string, number, number[], Limits][] = [
  ['powerlaw(1.7, 1e-5)', 6471.218596, [60.835426, 55.716704, 17.533391, 7.6954827, 1.3992429], closed],
  ['pegpwrlw(1.8, 0.5, 10, 0.01)', 1094.60922, [10.615676, 9.5510326, 2.8659677, 1.2052195, 0.20456887], closed],
  [
    'cflux(0.503, 7.77, -14)*powerlaw(1.7, 1)',
    1169.468695,
    [10.994085, 10.069037, 3.1686075, 1.3907158, 0.25286904],
    closed,
  ],
  ['gaussian(2.003, 0.0001, 1e-5)', 4160.060561, [0.095246019, 0.11270697, 162.76067, 0, 0], closed],
  ['gaussian(3, 0.05, 1e-5)', 3467.599515, [0.34649714, 2.1879924, 0.10759472, 106.23634, 0], closed],
  ['tbabs(0.1)*powerlaw(1.7, 1e-5)', 5593.104735, [51.220239, 50.030951, 16.990658, 7.6172337, 1.3972123], absorbed],
  ['tbabs(1)*powerlaw(1.7, 1e-5)', 2917.069043, [11.981993, 19.649297, 12.825747, 6.948865, 1.3790703], absorbed],
  ['ztbabs(10, 1)*powerlaw(1.7, 1e-5)', 2259.849809, [4.4989131, 10.084986, 10.734214, 6.6598242, 1.3395258], shifted],
];

test.each(cases)('%s', (expression, total, counts, limits) => {
  const expected = expectedCounts({ model: expression, response, exposure: 1e6 });
  const sum = band.reduce((s, channel) => s + expected[channel], 0);
  expect(Math.abs(sum / total - 1)).toBeLessThan(limits.total);
  channels.forEach((channel, k) => {
    const limit = k === 0 ? limits.first : limits.rest;
    expect(Math.abs(expected[channel - 1] - counts[k])).toBeLessThanOrEqual(limit * counts[k]);
  });
});
