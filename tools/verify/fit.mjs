// Fits spectra of a known model and published ones, prints how they compare, and makes docs/fit.md with its picture:
// `npm run verify:fit [-- --out FOLDER]`. The observed spectra are third parties' (XSIFT_SHARED, default ../shared): without them
// nothing is written. Same package and files, same bytes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fitModel } from '../../dist/fit/index.js';
import { embeddedResponse, fakeIt, loadSpectrum } from '../../dist/index.js';
import { atomicWrite, plotFit } from '../../dist/report/index.js';
import { fillTemplate, markdownTable } from './page.mjs';
import { missingFiles, sharedFile, sharedFolder } from './reference.mjs';

const docs = fileURLToPath(new URL('../../docs', import.meta.url));
const { values: options } = parseArgs({ options: { out: { type: 'string', default: docs } } });

const star = 'spectra/stars/acisf04487_001N02';
const files = {
  quasar: 'spectra/agn/3c273.pi.gz',
  star: `${star}3_r0009_pha3.fits.gz`,
  starRmf: `${star}2_r0009_rmf3.fits.gz`,
  starArf: `${star}2_r0009_arf3.fits.gz`,
};
const missing = missingFiles(Object.values(files));
if (missing.length > 0) {
  console.error(`cannot compare: these spectra are not in ${sharedFolder} (set XSIFT_SHARED):`);
  for (const path of missing) console.error(`  ${path}`);
  console.error('nothing was written');
  process.exit(1);
}

const response = embeddedResponse('acis-i-cycle0');
const DRAWS = 200;

/**
 * Spectra of a known model, fitted.
 *
 * @typedef {{ truth: string, model: string, exposure: number, freeze?: Record<string, number>, background?: string, scale?: number }} Recovery
 * @type {Recovery[]}
 */
const recoveries = [
  { truth: 'tbabs(0.3)*powerlaw(1.7, 1e-4)', model: 'tbabs*powerlaw', exposure: 1e5 },
  { truth: 'tbabs(0.3)*powerlaw(1.7, 1e-4)', model: 'tbabs*powerlaw', exposure: 1e4 },
  { truth: 'tbabs(0.3)*powerlaw(1.7, 1e-4)', model: 'tbabs*powerlaw', exposure: 1e3, freeze: { nH: 0.3 } },
  { truth: 'tbabs(0.1)*apec(0.8, 1, 0, 1e-4)', model: 'tbabs*apec', exposure: 1e5 },
  {
    ...{ truth: 'tbabs(0.3)*powerlaw(1.7, 5e-5)', model: 'tbabs*powerlaw', exposure: 5e4, freeze: { nH: 0.3 } },
    ...{ background: 'powerlaw(0.8, 2.5e-5)', scale: 1 / 4 },
  },
];

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const spread = (values) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

/** @param {Recovery} recovery */
function draw({ truth, exposure, background, scale = 1 }, seed) {
  const counts = Float64Array.from(fakeIt({ model: truth, response, exposure, seed }).counts);
  if (!background) return { response, exposure, counts };
  const inSource = fakeIt({ model: background, response, exposure, seed: 10_000 + seed }).counts;
  const region = fakeIt({ model: background, response, exposure: exposure / scale, seed: 20_000 + seed }).counts;
  return {
    ...{ response, exposure, counts: counts.map((count, c) => count + inSource[c]) },
    ...{ backgroundCounts: Float64Array.from(region), backgroundScale: scale },
  };
}

/** A row for each free parameter, and for the goodness. @param {Recovery} recovery */
async function recover(recovery) {
  const { truth, model, freeze = {} } = recovery;
  const fits = [];
  for (let seed = 1; seed <= DRAWS; seed++)
    fits.push(await fitModel(draw(recovery, seed), model, { start: freeze, freeze: Object.keys(freeze) }));
  const known = await fitModel(draw(recovery, 1), truth, { freeze: fits[0].parameters.map(({ name }) => name) });
  const counts = Math.round(mean(fits.map(({ totals }) => totals.counts)));
  const row = (name, values) => [
    ...[truth, fits[0].statistic, counts, name, mean(values).toFixed(2), spread(values).toFixed(2)],
    `${Math.round((100 * values.filter((value) => Math.abs(value) < 1).length) / values.length)} %`,
  ];
  const pulls = known.parameters.flatMap(({ name, value }, k) => {
    if (!fits[0].parameters[k].isFree) return [];
    const found = fits.map(({ parameters }) => parameters[k]).filter(({ error }) => error > 0);
    return [
      row(
        name,
        found.map((parameter) => (parameter.value - value) / parameter.error),
      ),
    ];
  });
  return [
    ...pulls,
    row(
      'goodness',
      fits.map(({ goodness }) => goodness),
    ),
  ];
}

const recovered = [];
for (const recovery of recoveries) {
  const rows = await recover(recovery);
  for (const row of rows) console.log(row.join(' | '));
  recovered.push(...rows);
}

const quasar = () => loadSpectrum(sharedFile(files.quasar));
const thread = await fitModel(quasar(), 'tbabs*powerlaw', {
  ...{ start: { nH: 0.07 }, freeze: ['nH'], abundances: 'angr', band: [0.1, 6], grouping: 'file', statistic: 'wstat' },
});
const starFiles = { rmf: sharedFile(files.starRmf), arf: sharedFile(files.starArf) };
const jet = await fitModel(loadSpectrum(sharedFile(files.star), starFiles), 'tbabs*apec + tbabs*apec', {});
const single = await fitModel(loadSpectrum(sharedFile(files.star), starFiles), 'tbabs*apec', {});

const digits = (value) => String(Number(value.toPrecision(3)));
/** A published number beside the fitted one. */
function beside(source, { parameters }, name, unit, published, publishedError) {
  const { value, error } = parameters.find((parameter) => parameter.name === name);
  const apart = Math.abs(value - published) / Math.hypot(error, publishedError ?? 0);
  const given = publishedError ? `${digits(published)} ± ${digits(publishedError)}` : digits(published);
  return [source, name, unit, given, `${digits(value)} ± ${digits(error)}`, `${apart.toFixed(1)} σ`];
}
// Temperatures in MK there.
const keV = (megakelvin) => megakelvin * 0.0861733;
const published = [
  beside('3C 273, Sherpa', thread, 'PhoIndex', '', 2.15852, 0.0790393),
  beside('3C 273, Sherpa', thread, 'norm', '', 2.2484e-4, 1.4564e-5),
  beside('DG Tau, Güdel et al. 2005', jet, '1.nH', '1e22 cm-2', 0.5),
  beside('DG Tau, Güdel et al. 2005', jet, '2.kT', 'keV', keV(2.9)),
  beside('DG Tau, Güdel et al. 2005', jet, '3.nH', '1e22 cm-2', 2.8),
  beside('DG Tau, Güdel et al. 2005', jet, '4.kT', 'keV', keV(22)),
];
for (const row of published) console.log(row.join(' | '));

const best = await fitModel(quasar(), 'tbabs*powerlaw', { band: [0.5, 7] });
const texts = {
  recovery: markdownTable([['spectra of', 'statistic', 'counts', 'of', 'mean', 'sd', 'within 1'], ...recovered]),
  published: markdownTable([['spectrum, fit', 'parameter', 'unit', 'published', 'xsift', 'apart'], ...published]),
  draws: String(DRAWS),
  single: single.goodness.toFixed(1),
  jet: jet.goodness.toFixed(1),
};
const template = readFileSync(new URL('fit.template.md', import.meta.url), 'utf8');
atomicWrite(join(options.out, 'fit.png'), (await plotFit(best, { title: '3C 273: tbabs*powerlaw' })).png);
atomicWrite(join(options.out, 'fit.md'), fillTemplate(template, texts));
console.log(`${join(options.out, 'fit.md')} written`);
