import { describe, expect, test } from 'vitest';
import { type Arf, type Rmf, readArf, readRmf } from '../../ts/ogip/index.js';
import { type EmbeddedName, embeddedNames, embeddedResponseTables } from '../../ts/simulation/embedded.js';
import { hasShared, sharedFile } from '../shared.js';

/** The rows of an RMF as dense arrays, by the definition of the format (CAL/GEN/92-002, section 7.1). */
function denseRows(rmf: Rmf): Float64Array[] {
  let group = 0;
  let element = 0;
  return Array.from(rmf.nGrp, (groups) => {
    const row = new Float64Array(rmf.detChans);
    for (let g = 0; g < groups; g++, group++) {
      for (let k = 0; k < rmf.nChan[group]; k++) row[rmf.fChan[group] - rmf.firstChannel + k] = rmf.matrix[element++];
    }
    return row;
  });
}
const sum = (values: Float64Array) => values.reduce((total, x) => total + x, 0);
const bin = (r: Rmf | Arf, energy: number) => r.energHi.findIndex((high) => high > energy);

test.each(embeddedNames)('%s has the size and grids of its files', (name) => {
  const { rmf, arf } = embeddedResponseTables(name);
  const [count, first, last] = name === 'acis-i-cycle0' ? [937, 0.1, 10.98897] : [1024, 0.255, 12];
  expect(rmf.energLo).toHaveLength(count);
  expect(rmf.energLo[0]).toBe(first);
  expect(rmf.energHi[count - 1]).toBeCloseTo(last, 4);
  expect(arf.energLo).toEqual(rmf.energLo);
  expect(rmf.eMin).toHaveLength(1024);
  expect(rmf.channel[0]).toBe(1);
  expect(rmf.eMax[1023]).toBeCloseTo(14.9504, 4);
  expect(sum(Float64Array.from(rmf.nGrp))).toBe(rmf.fChan.length);
  expect(sum(Float64Array.from(rmf.nChan))).toBe(rmf.matrix.length);
});

// Values of the files acisi_aimpt_cy0.arf and acisi_aimpt_cy19.arf at these energies (source: docs/embedded-data.md).
test.each<[EmbeddedName, [number, number][]]>([
  [
    'acis-i-cycle0',
    [
      [0.5, 99.245],
      [0.7, 179.027],
      [1, 423.974],
      [1.5, 621.28],
      [3, 347.583],
      [6.4, 161.47],
      [8, 37.694],
    ],
  ],
  [
    'acis-i-cycle19',
    [
      [0.7, 3.9235],
      [1, 108.459],
      [1.5, 381.317],
      [3, 322.638],
      [6.4, 180.76],
      [8, 47.37],
    ],
  ],
])('%s has the area of its file to 0.7 %%', (name, areas) => {
  const { arf } = embeddedResponseTables(name);
  const centres = arf.energLo.map((low, i) => (low + arf.energHi[i]) / 2);
  for (const [energy, area] of areas) {
    const nearest = centres.reduce(
      (best, x, i) => (Math.abs(x - energy) < Math.abs(centres[best] - energy) ? i : best),
      0,
    );
    expect(Math.abs(arf.specResp[nearest] / area - 1)).toBeLessThan(0.007);
  }
});

test('rows are efficiencies: one wherever no event leaves the channels, less where the file cuts at 12 keV', () => {
  for (const name of embeddedNames) {
    const { rmf } = embeddedResponseTables(name);
    denseRows(rmf).forEach((row, i) => {
      expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
      expect(sum(row)).toBeLessThan(1 + 2 ** -24);
      if (rmf.energHi[i] < 10) expect(sum(row)).toBeGreaterThan(0.999);
    });
  }
  const { rmf } = embeddedResponseTables('acis-i-cycle19');
  expect(sum(denseRows(rmf)[1023])).toBeCloseTo(0.461, 1); // the file: 0.461
});

test('a line peaks at its energy; escape and fluorescence peaks appear above the silicon K edge only', () => {
  for (const name of embeddedNames) {
    const { rmf } = embeddedResponseTables(name);
    const rows = denseRows(rmf);
    const at = (row: Float64Array, energy: number) => row[Math.floor(energy / 0.0146)];
    for (const energy of [0.6, 1, 1.5, 2.5, 4, 6.4, 8]) {
      const row = rows[bin(rmf, energy)];
      const mode = (row.indexOf(Math.max(...row)) + 0.5) * 0.0146;
      expect(Math.abs(mode - energy)).toBeLessThan(0.04); // channel width, bin width and the file's own gain
    }
    const row = rows[bin(rmf, 6.4)];
    expect(at(row, 6.4 - 1.74)).toBeGreaterThan(3 * at(row, 6.4 - 2.6));
    expect(at(row, 1.74)).toBeGreaterThan(5 * at(row, 2.6));
    expect(at(rows[bin(rmf, 1.8)], 0.9)).toBeLessThan(1e-4);
  }
});

test('an unknown name is refused with the names there are', () => {
  expect(() => embeddedResponseTables('acis-s' as EmbeddedName)).toThrow(
    'no embedded response "acis-s"; there are acis-i-cycle0 and acis-i-cycle19',
  );
});

// tools/response prints these residuals in full; docs/embedded-data.md quotes them.
describe.skipIf(!hasShared)('against the files they were made from', () => {
  test.each<[EmbeddedName, string, string]>([
    ['acis-i-cycle0', 'acisi_aimpt_cy0.arf', 'acisi_aimpt_cy0.rmf.gz'],
    ['acis-i-cycle19', 'acisi_aimpt_cy19.arf', 'acisi_aimpt_cy18.rmf.gz'],
  ])('%s: area within 0.7 %%, under 1.1 %% of any line in the wrong channels (0.6-8 keV)', (name, arfFile, rmfFile) => {
    const { rmf, arf } = embeddedResponseTables(name);
    const [fileArf, fileRmf] = [
      readArf(sharedFile(`responses/${arfFile}`)),
      readRmf(sharedFile(`responses/${rmfFile}`)),
    ];
    expect(rmf.energLo).toHaveLength(fileRmf.energLo.length);
    const [ours, theirs] = [denseRows(rmf), denseRows(fileRmf)];
    const shares: number[] = [];
    fileRmf.energLo.forEach((low, i) => {
      expect(Math.abs(rmf.energLo[i] - low)).toBeLessThan(1e-5);
      if (low > 0.3 && low < 10) expect(Math.abs(arf.specResp[i] / fileArf.specResp[i] - 1)).toBeLessThan(0.007);
      if (low > 0.6 && low < 8) shares.push(sum(ours[i].map((x, k) => Math.abs(x - theirs[i][k]))) / 2);
    });
    expect(Math.max(...shares)).toBeLessThan(0.011);
    expect(sum(Float64Array.from(shares)) / shares.length).toBeLessThan(0.0025);
  });
});
