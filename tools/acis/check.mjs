// How near the family of ACIS responses (ts/simulation/acis.ts) comes to real ARF and RMF files, of which most were not used to make
// it: for docs/embedded-data.md.
//   npm run verify:responses [FOLDER]
// FOLDER is the data folder of shared files, $XSIFT_SHARED/data where it is not given.
import { existsSync } from 'node:fs';
import { readArf, readRmf } from '../../dist/ogip/index.js';
import { acisDrawn } from '../../dist/simulation/acis.js';
import { acisAreaAt } from '../../dist/simulation/acisFamily.js';
import { acisRmf } from '../../dist/simulation/acisMatrix.js';
import { acisResponses, createResponse, responseDescriptor } from '../../dist/simulation/index.js';
import { core, denseRows } from '../response/compare.mjs';
import { leastSquares } from '../response/fit.mjs';
import { centres } from './rebin.mjs';

const folder = process.argv[2] ?? (process.env.XSIFT_SHARED && `${process.env.XSIFT_SHARED}/data`);
if (!folder || !existsSync(folder))
  throw new Error('usage: npm run verify:responses FOLDER (or XSIFT_SHARED with a folder data)');

const acis = 'responses/acis';
/** @type {{ name: string, chip: 'front' | 'back', arf: string, rmf?: string, isUsed?: boolean }[]} */
const files = [
  {
    name: 'cycle 0 (1999)',
    chip: 'front',
    arf: 'responses/acisi_aimpt_cy0.arf',
    rmf: 'responses/acisi_aimpt_cy0.rmf.gz',
    isUsed: true,
  },
  {
    name: 'cycle 19 (2018)',
    chip: 'front',
    arf: 'responses/acisi_aimpt_cy19.arf',
    rmf: 'responses/acisi_aimpt_cy18.rmf.gz',
    isUsed: true,
  },
  {
    name: 'M33 2000-07',
    chip: 'front',
    arf: `${acis}/acis3_m33_2000-07.arf`,
    rmf: `${acis}/acis3_m33_2000-07.rmf.gz`,
    isUsed: true,
  },
  {
    name: 'Q1127 2000-05',
    chip: 'back',
    arf: `${acis}/acis7_q1127_2000-05.arf`,
    rmf: `${acis}/acis7_q1127_2000-05.rmf.gz`,
    isUsed: true,
  },
  {
    name: 'Q0740 2002-05',
    chip: 'back',
    arf: `${acis}/acis7_q0740_2002-05.arf`,
    rmf: `${acis}/acis7_q0740_2002-05.rmf.gz`,
    isUsed: true,
  },
  {
    name: 'PKS 0745',
    chip: 'back',
    arf: `${acis}/acis7_pks0745.arf`,
    rmf: `${acis}/acis7_pks0745.rmf.gz`,
    isUsed: true,
  },
  {
    name: 'GCS 28 2001-07',
    chip: 'front',
    arf: `${acis}/acis3_gcs28_2001-07.arf`,
    rmf: `${acis}/acis3_gcs28_2001-07.rmf.gz`,
  },
  { name: 'CDF-N aimpoint', chip: 'front', arf: `${acis}/acisi_cdfn_aimpoint.arf` },
  { name: 'A85 2013-08', chip: 'front', arf: `${acis}/acisi_a85_2013-08.arf` },
  {
    name: 'cycle 18 (2016)',
    chip: 'front',
    arf: `${acis}/acisi_aimpt_cy18.arf`,
    rmf: 'responses/acisi_aimpt_cy18.rmf.gz',
  },
  { name: 'A478 2001-01', chip: 'back', arf: `${acis}/acis7_a478_2001-01.arf` },
  {
    name: 'M31 2001-10, 1575',
    chip: 'back',
    arf: 'spectra/other/acisf01575_001N001_r0085_arf3.fits.gz',
    rmf: 'spectra/other/acisf01575_001N001_r0085_rmf3.fits.gz',
  },
  {
    name: 'DG Tau 2004-01, 4487',
    chip: 'back',
    arf: 'spectra/stars/acisf04487_001N022_r0009_arf3.fits.gz',
    rmf: 'spectra/stars/acisf04487_001N022_r0009_rmf3.fits.gz',
  },
  { name: '3C 273, grating', chip: 'back', arf: 'spectra/agn/3c273.arf', rmf: 'spectra/agn/3c273.rmf.gz' },
];

const names = Object.keys(acisDrawn);
/** A parameter within the range that is drawn, by a number without limits. */
const drawn = (name, x) => {
  const [low, high] = acisDrawn[name];
  return low + (high - low) / (1 + Math.exp(-x));
};
/** @returns {any} */
const memberOf = (chip, p) => ({ chip, ...Object.fromEntries(names.map((name, k) => [name, drawn(name, p[k])])) });

/** Means over 50 eV: half of what any chip resolves, so that it does not matter in which bin an edge lies. */
function means(energy, area) {
  let [from, to] = [0, 0];
  return area.map((_, i) => {
    while (energy[from] < energy[i] - 0.025) from++;
    while (to < energy.length && energy[to] <= energy[i] + 0.025) to++;
    return area.subarray(from, to).reduce((s, x) => s + x, 0) / (to - from);
  });
}

/** The member nearest to a file: least squares of the logarithm of the area in 0.3-7 keV but for a factor, where there is area. */
function nearest(arf, chip) {
  const all = centres(arf);
  const kept = all.map((_, i) => i).filter((i) => all[i] >= 0.3 && all[i] <= 7 && arf.specResp[i] > 0);
  const energy = Float64Array.from(kept, (i) => all[i]);
  const area = means(
    energy,
    Float64Array.from(kept, (i) => arf.specResp[i]),
  );
  const peak = Math.max(...area);
  const weight = area.map((x) => Math.min(1, x / peak / 0.03));
  const ratioOf = (p) => {
    const member = means(energy, acisAreaAt(energy, memberOf(chip, p)));
    return member.map((x, i) => Math.log(x / area[i]));
  };
  const residuals = (p) => {
    const ratio = ratioOf(p);
    const factor = ratio.reduce((s, x, i) => s + weight[i] * x, 0) / weight.reduce((s, x) => s + x, 0);
    // A weak pull keeps numbers that do not matter from wandering off.
    return [...Array.from(ratio, (x, i) => weight[i] * (x - factor)), ...p.map((x) => 1e-3 * x)];
  };
  const starts = [-3, -0.7, 0.3, 1, 2.2].map((year) =>
    names.map((name) => (name === 'year' ? year : name === 'vignetting' ? -1.4 : 0)),
  );
  const { p } = starts
    .map((start) => leastSquares(residuals, start))
    .reduce((best, fit) => (fit.cost < best.cost ? fit : best));
  const misses = Array.from(residuals(p).slice(0, kept.length), (x, i) => ({
    miss: Math.expm1(x / weight[i]),
    i,
  })).filter(({ i }) => area[i] > 0.01 * peak);
  const worst = misses.reduce((a, b) => (Math.abs(b.miss) > Math.abs(a.miss) ? b : a));
  return {
    member: memberOf(chip, p),
    rms: Math.sqrt(misses.reduce((s, { miss }) => s + miss * miss, 0) / misses.length),
    largest: worst.miss,
    at: energy[worst.i],
    moved: movedShare(energy, area, means(energy, acisAreaAt(energy, memberOf(chip, p)))),
  };
}

/** Share of the photons of a power law (1.8; the bins of a file are equal) that the member detects at another energy. */
function movedShare(energy, area, member) {
  const spectrum = (areas) => {
    const photons = energy.map((e, i) => e ** -1.8 * areas[i]);
    const total = photons.reduce((s, x) => s + x, 0);
    return photons.map((x) => x / total);
  };
  const [a, b] = [spectrum(area), spectrum(member)];
  return a.reduce((s, x, i) => s + Math.abs(x - b[i]), 0) / 2;
}

const percent = (x, digits = 1) => `${(100 * x).toFixed(digits)} %`;
const row = (cells) => console.log(`| ${cells.join(' | ')} |`);

console.log(
  'The nearest member in 0.3-7 keV, within the ranges that are drawn; area where it is over 1 % of its peak:\n',
);
row(['file', 'chip', 'made from', 'year', 'vignetting', 'area: rms', 'largest', 'at keV', 'photons moved']);
row(Array(9).fill('---'));
const loaded = files
  .filter(({ arf }) => existsSync(`${folder}/${arf}`))
  .map((file) => ({ ...file, table: readArf(`${folder}/${file.arf}`) }));
for (const file of loaded) {
  const fit = nearest(file.table, file.chip);
  row([
    file.name,
    file.chip,
    file.isUsed ? 'yes' : 'no',
    fit.member.year.toFixed(1),
    fit.member.vignetting.toFixed(2),
    percent(fit.rms),
    percent(fit.largest),
    fit.at.toFixed(2),
    percent(fit.moved),
  ]);
}

const COUNT = 400;
const family = Object.fromEntries(
  /** @type {('front' | 'back')[]} */ (['front', 'back']).map((chip) => [
    chip,
    acisResponses(COUNT, { seed: 1, chips: [chip] }).map(responseDescriptor),
  ]),
);
console.log(
  `\nDescriptors, and in brackets the share of ${COUNT} drawn members of the chip that lie below (an asterisk: beyond all of them):\n`,
);
row(['file', '0.5', '0.7', '1', '1.5', '4', '6 keV over 2', 'FWHM 1.5', 'FWHM 6', 'shift 1.5', 'shift 3']);
row(Array(11).fill('---'));
loaded.forEach((file) => {
  const response = file.rmf ? createResponse(readRmf(`${folder}/${file.rmf}`), file.table) : undefined;
  const own = response ? responseDescriptor(response) : descriptorThrough(file.table);
  row([
    file.name,
    ...Array.from(own, (x, k) => {
      if (!response && k > 5) return '';
      const below = family[file.chip].filter((d) => d[k] < x).length / COUNT;
      return `${x.toFixed(3)} (${below === 0 || below === 1 ? '*' : percent(below, 0)})`;
    }),
  ]);
});

/** The areas' part of the descriptor of an ARF without its RMF: a matrix of one channel. */
function descriptorThrough(arf) {
  const rows = arf.energLo.length;
  const ones = new Int32Array(rows).fill(1);
  const rmf = {
    ...{ file: 'one channel', energLo: arf.energLo, energHi: arf.energHi, nGrp: ones, fChan: ones, nChan: ones },
    ...{ matrix: new Float64Array(rows).fill(1), firstChannel: 1, detChans: 1, channel: Int32Array.of(1) },
    ...{ eMin: Float64Array.of(0.1), eMax: Float64Array.of(12), includesArea: false, index: 1, matrices: 1 },
  };
  return responseDescriptor(createResponse(rmf, arf));
}

console.log(
  '\nThe matrix: a line of each file against that of the member as wide at 1.5 keV, share of its events in another channel:\n',
);
row(['file', 'resolution', '0.7', '1.5', '3', '6 keV']);
row(Array(6).fill('---'));
for (const file of loaded.filter(({ rmf }) => rmf)) {
  const theirs = readRmf(`${folder}/${file.rmf}`);
  if (theirs.detChans !== 1024) continue;
  const rows = denseRows(theirs);
  const at = ({ energHi }, energy) => energHi.findIndex((high) => high > energy);
  const usual = acisRmf({ chip: file.chip, resolution: 1, gain: 0, offset: 0, gainStep: 0 });
  const width = (rmf, all) => core(all[at(rmf, 1.5)], rmf).fwhm;
  const resolution = width(theirs, rows) / width(usual, denseRows(usual));
  const ours = denseRows(acisRmf({ chip: file.chip, resolution, gain: 0, offset: 0, gainStep: 0 }));
  const moved = (energy) => {
    const [a, b] = [ours[at(usual, energy)], rows[at(theirs, energy)]];
    const total = b.reduce((s, x) => s + x, 0);
    return a.reduce((s, x, c) => s + Math.abs(x - b[c] / total), 0) / 2;
  };
  row([file.name, resolution.toFixed(2), ...[0.7, 1.5, 3, 6].map((energy) => percent(moved(energy)))]);
}
