// Finds how far spectra of the embedded populations are from the templates of their bank, and writes data/bank/goodness.json: the
// goodness that 1 % of them exceed, by their counts (`npm run bank:goodness`). Three responses, six exposures and backgrounds; the
// sources are others than the templates and those of docs/classifier.md.
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { atomicWrite } from '../../dist/base/index.js';
import {
  acisResponse,
  agn,
  datasetFromSimulation,
  embeddedBackground,
  embeddedResponse,
  simulate,
  stars,
  templateBank,
} from '../../dist/index.js';

const { values } = parseArgs({
  options: {
    spectra: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '4242' },
    out: { type: 'string', default: 'data/bank/goodness.json' },
  },
});
const [spectra, seed] = [Number(values.spectra), Number(values.seed)];
const edges = [3, 10, 20, 35, 60, 100, 170, 300, 500, 1000, 2000, 4000, 10_000, 30_000, Infinity];
const quantile = 0.99;
const conditions = [
  { exposure: 1e5, fluxScale: 1, hasBackground: false },
  { exposure: 1e5, fluxScale: 10, hasBackground: true },
  { exposure: 1e6, fluxScale: 1, hasBackground: true },
  { exposure: 1e6, fluxScale: 10, hasBackground: true },
  { exposure: 1e6, fluxScale: 1, hasBackground: false },
  { exposure: 1e6, fluxScale: 5, hasBackground: false },
];

/** @type {{ counts: number, goodness: number }[][]} */
const bins = edges.slice(1).map(() => []);
const bank = templateBank([stars(), agn()], {});
for (const response of [
  embeddedResponse('acis-i-cycle0'),
  embeddedResponse('acis-i-cycle19'),
  acisResponse({ chip: 'back', year: 2006 }),
]) {
  const seen = await bank.through(response);
  for (const { hasBackground, ...condition } of conditions) {
    const background = hasBackground ? embeddedBackground('acis-i', response) : undefined;
    for (const population of [stars(), agn()]) {
      const simulated = await simulate(population, spectra, response, { ...condition, background, seed });
      const { counts, goodness } = await seen.classify(datasetFromSimulation(simulated));
      for (let row = 0; row < spectra; row++)
        bins[edges.findLastIndex((edge) => counts[row] >= edge)]?.push({
          counts: counts[row],
          goodness: goodness[row],
        });
    }
  }
  console.log(`${response.identity}: done`);
}

const limits = bins.map((list) => {
  const sorted = list.map(({ goodness }) => goodness).sort((a, b) => a - b);
  const counts = Math.exp(list.reduce((sum, entry) => sum + Math.log(entry.counts), 0) / list.length);
  const limit = sorted[Math.floor(quantile * sorted.length)];
  console.log(`${counts.toFixed(0).padStart(6)} counts: ${limit.toFixed(2)} (${list.length} spectra)`);
  return { counts: Math.round(counts), goodness: Number(limit.toFixed(2)) };
});
mkdirSync('data/bank', { recursive: true });
const file = {
  name: 'goodness',
  version: 1,
  source: [
    `goodness that 1 % of the spectra of embedded stars and AGN exceed, ${spectra} a class and condition, seed ${seed}; tools/bank/goodness.mjs`,
  ],
  limits,
};
atomicWrite(values.out, `${JSON.stringify(file, null, 2)}\n`);
