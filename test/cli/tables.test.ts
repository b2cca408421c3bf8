import { beforeAll, expect, test } from 'vitest';
import { embeddedResponseTables } from '../../ts/index.js';
import { readPha, writeArf, writeRmf } from '../../ts/ogip/index.js';
import { writeTable } from '../spectral/tableFixture.js';
import { testFolder, xsift } from './xsift.js';

const { folder, at } = testFolder();
/** Power laws E^-Gamma at 1 photon/keV/cm2/s at 1 keV, Gamma 1, 2 and 3, from 0.1 to 8 keV in bins of 20 eV. */
const edges = Array.from({ length: 396 }, (_, i) => 0.1 + 0.02 * i);
const integral = (gamma: number, low: number, high: number) =>
  gamma === 1 ? Math.log(high / low) : (high ** (1 - gamma) - low ** (1 - gamma)) / (1 - gamma);
const spectrum = (gamma: number) => edges.slice(1).map((high, i) => integral(gamma, edges[i], high));

beforeAll(() => {
  const { rmf, arf } = embeddedResponseTables();
  writeRmf(at('s.rmf'), rmf);
  writeArf(at('s.arf'), arf);
  writeTable(at('power laws.fits'), {
    parameters: [{ name: 'Gamma', values: [1, 2, 3], initial: 1.5 }],
    edges,
    rows: [1, 2, 3].map(spectrum),
    header: [
      ['ADDMODEL', true],
      ['REDSHIFT', true],
    ],
  });
});

const expression = 'tbabs(0.1)*atable{power laws.fits}';

test('a table is faked and fitted like any component', async () => {
  const responses = ['--rmf', 's.rmf', '--arf', 's.arf', '--exposure', '1e5', '--seed', '5', '--out', 's.pha'];
  const faked = await xsift(folder, 'fakeit', `${expression}(2, 0, 1e-4)`, ...responses);
  expect(faked.code, faked.err).toBe(0);
  expect(faked.err).toMatch(/warning: table-energies: power laws\.fits: its energies are 0\.1 to 8 keV here/);
  expect(readPha(at('s.pha')).counts.reduce((sum, n) => sum + n, 0)).toBeGreaterThan(2000);
  const fitted = await xsift(folder, 'fit', 's.pha', '--model', `${expression}(1.6)`, '--band', '0.5-7', '--json');
  expect(fitted.code, fitted.err).toBe(0);
  const { parameters } = JSON.parse(fitted.out);
  const value = (name: string) => parameters.find((p: { name: string }) => p.name === name).value;
  expect(value('Gamma')).toBeGreaterThan(1.7);
  expect(value('Gamma')).toBeLessThan(2.3);
  expect(value('norm') / 1e-4).toBeGreaterThan(0.8);
  expect(value('norm') / 1e-4).toBeLessThan(1.25);
});

test('--help of a table with its file has its parameters', async () => {
  const { out } = await xsift(folder, 'model', '--help', 'atable{power laws.fits}');
  expect(out).toContain('atable: spectra of a file');
  expect(out.split('\n').filter((line) => /^(Gamma|z|norm)\b/.test(line.trim()))).toHaveLength(3);
  const { err, code } = await xsift(folder, 'model', '--help', 'mtable{power laws.fits}');
  expect(code).not.toBe(0);
  expect(err).toContain('ADDMODEL = T');
  expect((await xsift(folder, 'model', '--list')).out).toMatch(/atable +additive +spectra of a file, atable\{FILE\}/);
});

test('a file that is missing or no table is named', async () => {
  const { err, code } = await xsift(folder, 'model', 'atable{s.rmf}');
  expect(code).not.toBe(0);
  expect(err).toContain('s.rmf: is no table model: it has no binary table PARAMETERS');
});
