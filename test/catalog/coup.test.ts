import { describe, expect, test } from 'vitest';
import { filterCoup, readCoup } from '../../ts/catalog/index.js';
import { asciiTable, join, primary } from '../ogip/fixtures.js';
import { hasShared, sharedFile } from '../shared.js';

const columns: [string, string, number][] = [
  ['COUP', 'I4', 1],
  ['NH', 'F6.2', 6],
  ['kT1', 'F6.2', 13],
  ['kT2', 'F6.2', 20],
  ['EM1', 'F6.2', 27],
  ['EM2', 'F6.2', 34],
  ['Chi2', 'F5.2', 41],
  ['d_Chi2', 'I4', 47],
  ['f_Chi2', 'A2', 52],
  ['sFlags', 'A9', 55],
  ['NetCts', 'I5', 65],
  ['OptID', 'A6', 71],
  ['JHKSrc', 'A6', 78],
];
// COUP  NH     kT1    kT2    EM1    EM2   Chi2  d_Chi f  sFlags    NetCts OptID  JHKSrc
const lines = [
  '   1  22.10   0.90   2.46  52.34  51.94  0.68   21    ---------   233  10327       ',
  '   2  21.00   1.10         53.00         0.90   30    ---------    99        053458',
  '   3                                                               12  10328       ',
  '   4  21.00   0.80   2.00         52.50  1.00   30    ---------  1293  10329       ',
  '   5  21.00   1.10         53.00         1.60   30  m ---------    99  10330       ',
  '   6  21.00   1.10         53.00         2.60   30  p ---------    99  10331       ',
  '   7  21.00   1.10         53.00         0.90   30    ---------    99               ',
  '   8  21.00   1.10         53.00         0.90   30    l--------    99  10332       ',
  '   9  21.00   1.10         53.00         0.90   30    -s-------    99  10333       ',
  '  10  21.00   1.10         53.00         0.90   30    l-h------    99  10334       ',
  '  11  21.00   1.10         53.00         0.90   30    ---c-----    99  10335       ',
  '  12  21.00   1.10         53.00         0.90   30    ----t----    99  10336       ',
  '  13  21.00   1.10         53.00         0.90   30    -----pm-w    99  10337       ',
  '  14  21.00   1.10         53.00         0.90   30    ------maw    99  10338       ',
].map((line) => line.slice(0, 83).padEnd(83));
const catalogue = join(primary(), asciiTable(columns, lines));

test('rows are read with their blanks as NaN and flags without dashes', () => {
  const rows = readCoup(catalogue);
  expect(rows).toHaveLength(14);
  expect(rows[0]).toEqual({
    coup: 1,
    logNH: 22.1,
    kT1: 0.9,
    kT2: 2.46,
    logEM1: 52.34,
    logEM2: 51.94,
    chi2: 0.68,
    degreesOfFreedom: 21,
    fit: '',
    flags: '',
    netCounts: 233,
    hasCounterpart: true,
  });
  expect(rows[1]).toMatchObject({ kT2: Number.NaN, logEM2: Number.NaN, hasCounterpart: true });
  expect(rows[4].fit).toBe('m');
  expect(rows[6].hasCounterpart).toBe(false);
  expect(rows[12].flags).toBe('pmw');
});

test('each filter removes its rows, and those of filters before it are gone', () => {
  const { rows, steps } = filterCoup(readCoup(catalogue));
  expect(rows.map((row) => row.coup)).toEqual([1, 2, 14]);
  expect(steps.map(({ filter, removed, left }) => ({ filter, removed, left }))).toEqual([
    { filter: 'no spectral fit', removed: 1, left: 13 },
    { filter: 'two plasmas but not both emission measures', removed: 1, left: 12 },
    { filter: 'marginal fit (f_Chi2 m)', removed: 1, left: 11 },
    { filter: 'poor fit (f_Chi2 p)', removed: 1, left: 10 },
    { filter: 'no optical or infrared counterpart (for membership)', removed: 1, left: 9 },
    { filter: 'line deviations (l)', removed: 2, left: 7 },
    { filter: 'soft or hard excess (s, h)', removed: 1, left: 6 },
    { filter: 'confused (c)', removed: 1, left: 5 },
    { filter: 'two absorbing columns (t)', removed: 1, left: 4 },
    { filter: 'poor fit by eye (p)', removed: 1, left: 3 },
  ]);
  expect(steps.map(({ paper }) => paper?.split(' ')[0])).toEqual(
    [...'uuuu', '1045', '62', '214', '54', '6', '89'].map((cell) => (cell === 'u' ? undefined : cell)),
  );
});

test('another table is refused by the column it lacks; a file without tables says where the catalogue is', () => {
  const without = join(primary(), asciiTable(columns.slice(0, 12), lines));
  expect(() => readCoup(without)).toThrow('there is no column JHKSrc');
  expect(() => readCoup(primary())).toThrow('VizieR J/ApJS/160/319/coup, saved as FITS');
});

// Hebbar & Heinke 2023, section 2, with the list of members: 1045 sources before flags, 679 after, 406 with one
// temperature and 273 with two; with counterparts in its place it is close, not equal.
describe.skipIf(!hasShared)('the whole catalogue', () => {
  const allRows = hasShared ? readCoup(sharedFile('catalogs/COUP.fits.gz')) : [];
  const { rows, steps } = filterCoup(allRows);

  test('1616 sources; what each filter removes', () => {
    expect(allRows).toHaveLength(1616);
    expect(steps.map((step) => step.removed)).toEqual([73, 1, 150, 170, 234, 50, 198, 32, 4, 50]);
  });

  test('it ends within 6 % of the numbers of the paper', () => {
    expect(rows).toHaveLength(654);
    const two = rows.filter((row) => row.kT2 > 0).length;
    expect(two).toBe(271);
    expect(Math.abs(steps[4].left / 1045 - 1)).toBeLessThan(0.06);
    expect(Math.abs(rows.length / 679 - 1)).toBeLessThan(0.06);
    expect(Math.abs((rows.length - two) / 406 - 1)).toBeLessThan(0.06);
    expect(Math.abs(two / 273 - 1)).toBeLessThan(0.06);
  });

  test('most rows lie in the intervals the paper prints for 90 %', () => {
    const share = (inside: (row: (typeof rows)[0]) => boolean) => rows.filter(inside).length / rows.length;
    expect(share((row) => row.logNH > 20.82 && row.logNH < 22.68)).toBeGreaterThan(0.82);
    expect(share((row) => row.kT1 > 0.43 && row.kT1 < 3.3)).toBeGreaterThan(0.85);
    expect(rows.filter((row) => row.kT1 > 12).length).toBeGreaterThan(5); // the tail at 14 keV
  });
});
