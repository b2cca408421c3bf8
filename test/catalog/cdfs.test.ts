import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { filterCdfs, readCdfs, readCoup } from '../../ts/catalog/index.js';
import { parseUnit } from '../../ts/catalog/units.js';
import { encodeFits } from '../../ts/ogip/fits/write.js';
import { asciiTable, card, join, primary } from '../ogip/fixtures.js';

// Five sources of a table of our own, in the form in which VizieR serves tab-separated values. Fluxes in 1e-15 mW/m2 =
// 1e-15 erg/cm2/s, columns in 1e22 cm^-2.
const tsv = [
  '#',
  '#   VizieR Astronomical Server',
  '#Table\tJ_A_A_451_457_table1:',
  '#Column\tXID\t(I3)\tX-ray source number',
  'XID\tz\tGamma\tNH\tSsoft\tShard\tModel',
  ' \t \t \t10+22cm-2\t10-15mW/m2\t10-15mW/m2\t ',
  '---\t-----\t----\t-------\t------\t------\t-------',
  '  1\t0.543\t1.80\t   1.20\t  1.50\t  4.50\tC-thin ',
  '  2\t2.310\t1.72\t   0.00\t  0.30\t  0.40\t       ',
  '  3\t0.733\t1.80\t  90.00\t  0.02\t  0.60\tSoft-C ',
  '  4\t1.220\t1.80\t       \t  0.01\t  0.90\tC-thick',
  '  5\t     \t1.80\t   3.00\t  0.10\t  0.20\tC-thin ',
  '',
].join('\n');
const bytes = (content: string) => new TextEncoder().encode(content);
const close = (value: number) => expect.closeTo(value, 12);
const first = { xid: 1, redshift: 0.543, Gamma: 1.8, nH: close(1.2), model: 'C-thin' };

test('tab-separated values as VizieR serves them; gzip too', () => {
  const rows = readCdfs(bytes(tsv));
  expect(rows).toHaveLength(5);
  expect(rows[0]).toMatchObject(first);
  expect(rows[0].softFlux / 1.5e-15).toBeCloseTo(1, 12);
  expect(rows[0].hardFlux / 4.5e-15).toBeCloseTo(1, 12);
  expect(rows.map((row) => row.model)).toEqual(['C-thin', 'C-thin', 'Soft-C', 'C-thick', 'C-thin']);
  expect(rows[1].nH).toBe(0);
  expect(rows[3].nH).toBeNaN();
  expect(rows[4].redshift).toBeNaN();
  expect(readCdfs(gzipSync(bytes(tsv)))).toEqual(rows);
  expect(readCdfs(bytes(tsv.replaceAll('\n', '\r\n')))).toEqual(rows);
});

test('an ASCII table as VizieR writes FITS', () => {
  const unit = (n: number, unitText: string) => card(`TUNIT${n}`, `'${unitText}'`);
  const table = asciiTable(
    [
      ['XID', 'I3', 1],
      ['z', 'F5.3', 5],
      ['Gamma', 'F4.2', 11],
      ['NH', 'F7.2', 16, unit(4, '10+22cm-2')],
      ['Ssoft', 'F6.2', 24, unit(5, '10-15mW.m-2')],
      ['Shard', 'F6.2', 31, unit(6, '10-15mW.m-2')],
      ['Model', 'A7', 38],
    ],
    tsv
      .split('\n')
      .slice(7, 12)
      .map((line) => line.replaceAll('\t', ' ').padEnd(44)),
  );
  expect(readCdfs(join(primary(), table))).toEqual(readCdfs(bytes(tsv)));
});

test('a binary table under the names of HEASARC, with the column as a logarithm and other units', () => {
  const data = encodeFits([
    {
      name: 'cdfsagncxo',
      columns: [
        { name: 'source_number', format: 'J', data: [1, 2] },
        { name: 'redshift', format: 'E', data: [0.5, 2] },
        { name: 'photon_index', format: 'D', data: [1.8, 1.7] },
        { name: 'nh', format: 'D', unit: '[cm-2]', data: [22, 0] },
        { name: 'sb_flux', format: 'D', unit: 'erg/cm^2/s', data: [1e-15, 2e-15] },
        { name: 'hb_flux', format: 'D', unit: 'aW/m2', data: [3, 4] },
        { name: 'spectral_model', format: '7A', data: ['C-thin', 'C-Thick'] },
      ],
    },
  ]);
  const rows = readCdfs(data);
  expect(rows.map((row) => row.nH)).toEqual([1, 0]);
  expect(rows.map((row) => row.model)).toEqual(['C-thin', 'C-thick']);
  // 1 aW/m2 = 1e-18 W/m2 = 1e-15 erg/cm2/s
  expect(rows[1].hardFlux / 4e-15).toBeCloseTo(1, 12);
});

test('columns of other names are named by the caller', () => {
  const other = tsv.replace('Gamma\tNH\tSsoft', 'slope\tNH\tF1');
  expect(() => readCdfs(bytes(other))).toThrow(
    'there is no column for the photon index (Gamma, photon_index, powerlaw_index, PhoIndex); it has XID, z, slope, NH',
  );
  expect(readCdfs(bytes(other), { columns: { Gamma: 'slope', softFlux: 'F1' } })).toEqual(readCdfs(bytes(tsv)));
  expect(() => readCdfs(bytes(tsv), { columns: { flux: 'F1' } as object })).toThrow(
    'columns has flux; it can name xid',
  );
});

describe('what is wrong is said with column and row', () => {
  const changed = (from: string, to: string) => () => readCdfs(bytes(tsv.replace(from, to)));
  test.each<[string, () => unknown, string]>([
    ['no units', changed(/.*10\+22.*\n---.*\n/.exec(tsv)![0], ''), 'column NH has no unit; one such as 10+22cm-2'],
    ['another unit', changed('10+22cm-2', 'pc cm-3'), 'column NH has the unit pc cm-3'],
    ['text in a column of numbers', changed('2.310', 'about2'), 'column z is "about2" in row 2; a number is needed'],
    ['a flux below 0', changed('  4.50', ' -4.50'), 'column Shard is -4.5 in row 1; it must not be negative'],
    ['another model', changed('C-thick', 'BLRG   '), 'column Model is "BLRG" in row 4; C-thin, Soft-C or C-thick'],
    ['a row too long', changed('C-thick', 'C-thick\t1'), 'row 4 has 8 values for 7 columns'],
    [
      'text of another kind',
      () => readCdfs(bytes('a page')),
      'is neither FITS nor tab-separated values; the catalogue is',
    ],
    ['FITS without a table', () => readCdfs(primary()), 'holds no table; the catalogue is VizieR J/A+A/451/457'],
  ])('%s', (_, read, message) => {
    expect(read).toThrow(message);
  });
});

test('each filter removes what it names; C-thick needs no column', () => {
  const rows = readCdfs(bytes(tsv));
  const without = (change: object) => ({ ...rows[0], ...change });
  const { rows: left, steps } = filterCdfs([
    ...rows,
    without({ Gamma: Number.NaN }),
    without({ nH: Number.NaN }),
    without({ softFlux: 0, hardFlux: 0 }),
    without({ hardFlux: Number.NaN }),
  ]);
  expect(left.map((row) => row.xid)).toEqual([1, 2, 3, 4]);
  expect(steps.map(({ removed, left: rest }) => [removed, rest])).toEqual([
    [1, 8],
    [1, 7],
    [1, 6],
    [2, 4],
  ]);
  expect(steps[3].paper).toContain('321');
});

test('COUP as tab-separated values', () => {
  const table = [
    'COUP\tNH\tkT1\tkT2\tEM1\tEM2\tChi2\td_Chi2\tf_Chi2\tsFlags\tNetCts\tOptID\tJHKSrc',
    '\t[cm-2]\tkeV\tkeV\t[cm-3]\t[cm-3]\t\t\t\t\tct\t\t',
    '----\t----\t---\t---\t-----\t-----\t----\t----\t--\t---------\t---\t---\t---',
    '   1\t22.1\t0.9\t2.5\t52.34\t51.94\t0.68\t  21\t  \t---------\t233\t103\t   ',
    '   2\t21.0\t1.1\t   \t53.00\t     \t0.90\t  30\tm \t--l------\t 99\t   \t   ',
  ].join('\n');
  const [good, marginal] = readCoup(bytes(table));
  expect(good).toMatchObject({
    coup: 1,
    logNH: 22.1,
    kT2: 2.5,
    logEM2: 51.94,
    fit: '',
    flags: '',
    hasCounterpart: true,
  });
  expect(marginal).toMatchObject({ kT2: Number.NaN, logEM2: Number.NaN, fit: 'm', flags: 'l', hasCounterpart: false });
});

test.each<[string, string, number, boolean]>([
  ['10+22cm-2', 'cm-2', 1e22, false],
  ['[cm-2]', 'cm-2', 1, true],
  ['log(cm**-2)', 'cm-2', 1, true],
  ['10**22 cm**-2', 'cm-2', 1e22, false],
  ['1e22 /cm2', 'cm-2', 1e22, false],
  ['mW/m2', 'erg/cm2/s', 1, false],
  ['fW.m-2', 'erg/cm2/s', 1e-12, false],
  ['10-19W/m2', 'erg/cm2/s', 1e-16, false],
  ['10^-16^erg/cm^2^/s', 'erg/cm2/s', 1e-16, false],
  ['erg s-1 cm-2', 'erg/cm2/s', 1, false],
])('the unit %s', (written, base, factor, isLog) => {
  const unit = parseUnit(written)!;
  expect(unit).toMatchObject({ base, isLog });
  expect(unit.factor / factor).toBeCloseTo(1, 12);
});
