// What the paper's classifier can do, on sources it has not seen: the paper's dependence on counts, absorption,
// temperature and photon index (Hebbar & Heinke 2023, sections 3.1 and 4.1), with room for the noise of some hundred spectra.
import { beforeAll, expect, test } from 'vitest';
import { datasetFromSimulation } from '../../ts/dataset/index.js';
import { Classifier } from '../../ts/network/index.js';
import { population } from '../../ts/population/index.js';
import { createResponse, embeddedResponseTables, simulate } from '../../ts/simulation/index.js';

const seed = 31; // not that of the training, 2023
type Row = Record<string, number>;
let stars: Row[];
let agn: Row[];

beforeAll(async () => {
  const classifier = Classifier.embedded('paper');
  expect(classifier.model.provenance.map((origin) => origin.seed)).not.toContain(seed);
  const { rmf, arf } = embeddedResponseTables();
  const response = createResponse(rmf, arf);
  [stars, agn] = await Promise.all(
    (['star', 'agn'] as const).map(async (name) => {
      const simulated = await simulate(population(name), 4000, response, { exposure: 1e6, seed });
      const { verdicts, netCounts } = await classifier.predict(datasetFromSimulation(simulated));
      const { properties } = simulated.sources;
      return Array.from(verdicts, (verdict, i) => ({
        right: Number(verdict === (name === 'agn' ? 1 : 0)),
        net: netCounts[i],
        ...Object.fromEntries(Object.entries(properties).map(([key, values]) => [key, values[i]])),
      })).filter(({ net }) => net > 100);
    }),
  );
}, 60_000);

const share = (rows: Row[], where: (row: Row) => boolean = () => true): number => {
  const chosen = rows.filter(where);
  expect(chosen.length).toBeGreaterThan(30);
  return chosen.reduce((sum, { right }) => sum + right, 0) / chosen.length;
};

test('nine in ten of both classes above 100 counts, more with more counts', () => {
  const accuracy = share([...stars, ...agn]);
  expect(accuracy).toBeGreaterThan(0.88);
  expect(accuracy).toBeLessThan(0.94); // the Bayes ceiling of such populations is about 0.94
  expect(share(stars)).toBeGreaterThan(0.87);
  expect(share(agn)).toBeGreaterThan(0.86);
  expect(share([...stars, ...agn], ({ net }) => net > 500)).toBeGreaterThan(0.92);
  expect(share([...stars, ...agn], ({ net }) => net < 146)).toBeLessThan(0.89);
});

test('lines make the star: sure below 2 keV, lost above 4 keV', () => {
  expect(share(stars, ({ kT1, kT2 }) => kT1 < 2 && Number.isNaN(kT2))).toBeGreaterThan(0.97);
  expect(share(stars, ({ kT1 }) => kT1 > 4)).toBeLessThan(0.5);
});

test('a hard, unabsorbed power law is sure to be an AGN; a soft one behind 1e22 cm^-2 is not', () => {
  expect(share(agn, ({ nH, Gamma }) => nH < 0.1 && Gamma < 2)).toBeGreaterThan(0.96);
  expect(share(agn, ({ Gamma }) => Gamma < 1.6)).toBeGreaterThan(0.95);
  expect(share(agn, ({ nH, Gamma }) => nH > 0.5 && nH < 4 && Gamma > 2)).toBeLessThan(0.8);
});
