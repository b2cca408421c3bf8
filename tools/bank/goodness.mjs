// Finds how far spectra of the embedded populations are from the templates of their bank, and writes data/bank/goodness.json: the
// goodness that 1 % of them exceed, by their counts and the background's share in them (`npm run bank:goodness`). Five responses of the
// ACIS family, eight exposures and backgrounds; the sources are others than the templates and those of docs/classifier.md, the
// responses others than the real ones there.
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
    spectra: { type: 'string', default: '3000' },
    seed: { type: 'string', default: '900001' },
    out: { type: 'string', default: 'data/bank/goodness.json' },
  },
});
const [spectra, seed] = [Number(values.spectra), Number(values.seed)];
const quantile = 0.99;
/** Of counts; at 300 fits begin. Of the background's share: none, and up to these. */
const edges = [3, 8, 15, 30, 60, 110, 180, 300, 500, 1000, 2000, 5000, 20_000, Infinity];
const shares = [0, 0.1, 0.35, 1];
/** Spectra that a limit needs: 10 of them are beyond it. */
const least = 1000;
const conditions = [
  { exposure: 1e5, fluxScale: 1, hasBackground: false },
  { exposure: 1e6, fluxScale: 1, hasBackground: false },
  { exposure: 1e6, fluxScale: 8, hasBackground: false },
  { exposure: 1e5, fluxScale: 10, hasBackground: true },
  { exposure: 1e6, fluxScale: 1, hasBackground: true },
  { exposure: 1e6, fluxScale: 0.3, hasBackground: true },
  { exposure: 1e6, fluxScale: 10, hasBackground: true },
  { exposure: 3e5, fluxScale: 2, hasBackground: true },
];

/** By share, then by counts. @type {{ counts: number, share: number, goodness: number }[][][]} */
const cells = shares.map(() => edges.slice(1).map(() => []));
const bank = templateBank([stars(), agn()], {});
for (const response of [
  embeddedResponse('acis-i-cycle0'),
  embeddedResponse('acis-i-cycle19'),
  acisResponse({ chip: 'back', year: 2006 }),
  acisResponse({ chip: 'back', year: 2001 }),
  acisResponse({ chip: 'front', year: 2003 }),
]) {
  const seen = await bank.through(response);
  for (const [c, { hasBackground, ...condition }] of conditions.entries()) {
    const background = hasBackground ? embeddedBackground('acis-i', response) : undefined;
    for (const population of [stars(), agn()]) {
      const simulated = await simulate(population, spectra, response, { ...condition, background, seed: seed + c });
      const { counts, backgroundCounts, goodness } = await seen.classify(datasetFromSimulation(simulated));
      for (let row = 0; row < spectra; row++) {
        const share = Math.min(1, backgroundCounts[row] / counts[row]);
        const bin = edges.findLastIndex((edge) => counts[row] >= edge);
        if (bin < 0 || Number.isNaN(share)) continue;
        const band = shares.findIndex((most) => share <= most);
        cells[band][bin].push({ counts: counts[row], share, goodness: goodness[row] });
      }
    }
  }
  console.log(`${response.identity}: done`);
}

const round = (value, digits) => Number(value.toFixed(digits));
const mean = (list, pick) => list.reduce((sum, entry) => sum + pick(entry), 0) / list.length;
const limits = cells.map((band) => ({
  share: round(
    mean(band.flat(), ({ share }) => share),
    3,
  ),
  limits: band.flatMap((list) => {
    if (list.length < least) return [];
    const sorted = list.map(({ goodness }) => goodness).sort((a, b) => a - b);
    const counts = Math.exp(mean(list, (entry) => Math.log(entry.counts)));
    return [{ counts: Math.round(counts), goodness: round(sorted[Math.floor(quantile * sorted.length)], 2) }];
  }),
}));
for (const [b, { share, limits: byCounts }] of limits.entries()) {
  console.log(`background ${(100 * share).toFixed(0)} % of the counts, ${cells[b].flat().length} spectra`);
  for (const { counts, goodness } of byCounts)
    console.log(`${String(counts).padStart(8)} counts: ${goodness.toFixed(2)}`);
}
mkdirSync('data/bank', { recursive: true });
const file = {
  name: 'goodness',
  version: 1,
  source: [
    `goodness that 1 % of the spectra of embedded stars and AGN exceed, ${spectra} a class, response and condition, seed ${seed}; tools/bank/goodness.mjs`,
  ],
  limits,
};
atomicWrite(values.out, `${JSON.stringify(file, null, 2)}\n`);
