import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { repairsPage } from '../../tools/repairs.mjs';
import { FileError, MismatchError } from '../../ts/base/index.js';
import { encodeFits } from '../../ts/ogip/fits/write.js';
import { readArf, readRmf, repairs } from '../../ts/ogip/index.js';
import { applyResponse, bindToResponse, createResponse, fakeIt } from '../../ts/simulation/index.js';
import { model } from '../../ts/spectral/index.js';
import { hasShared, sharedFile, sharedFolder } from '../shared.js';
import { type SmallRmf, smallArf, smallRmf } from './fixtures.js';

const bytesOf = (changes: SmallRmf) => encodeFits(smallRmf(changes));
const read = (changes: SmallRmf) => readRmf(bytesOf(changes));
const areaOf = (columns: Parameters<typeof smallArf>[0]) => readArf(encodeFits(smallArf(columns)));
const namesOf = ({ warnings = [] }: { warnings?: readonly { name: string }[] }) => warnings.map(({ name }) => name);

/** Photons/cm2/s in the three rows of the small response, 1 s: what each channel expects. */
const counts = (rmf: ReturnType<typeof readRmf>, flux: number[]) =>
  Array.from(applyResponse(createResponse(rmf), Float64Array.from(flux), 1), (value) => Number(value.toPrecision(12)));

const channel = (...data: number[]): SmallRmf => ({ ebounds: { CHANNEL: { data } } });
const unit = (name: string, factor: number): SmallRmf => ({
  columns: {
    ENERG_LO: { unit: name, data: [1 / factor, 2 / factor, 3 / factor], format: 'D' },
    ENERG_HI: { unit: name, data: [2 / factor, 3 / factor, 4 / factor], format: 'D' },
  },
});
const fromZero: SmallRmf = { columns: { ENERG_LO: { data: [0, 2, 3] } } };

const odd: [name: keyof typeof repairs, changes: SmallRmf, message: string][] = [
  ['ebounds-channel', channel(0, 0, 0, 0), 'CHANNEL of EBOUNDS is 0 in row 1; channels are numbered by row, from 1'],
  ['ebounds-channel', channel(1, 2, 4, 5), 'CHANNEL of EBOUNDS is 4 in row 3; channels are numbered by row, from 1'],
  ['ebounds-channel', channel(0, 1, 2, 3), 'CHANNEL of EBOUNDS is 0 in row 1; channels are numbered by row, from 1'],
  [
    'first-channel',
    { columns: { F_CHAN: { data: [[0, 2], [], [1]], tlMin: undefined } }, ...channel(0, 1, 2, 3) },
    'F_CHAN has no TLMIN; channels are numbered from 0',
  ],
  [
    'negative-element',
    { columns: { MATRIX: { data: [[0.1, -1e-5, 0.3], [], [0.4, 0.5, 0.6]] } } },
    'MATRIX holds -0.00001 in row 1; elements below 0 are used as they are',
  ],
  [
    'energy-row',
    { columns: { ENERG_HI: { data: [2, 2, 4] }, ENERG_LO: { data: [1, 2, 2] } } },
    'row 2 is no bin (ENERG_LO is 2 keV, ENERG_HI 2 keV); no photons fall into it',
  ],
  [
    'energy-order',
    { columns: { ENERG_LO: { data: [3, 2, 1] }, ENERG_HI: { data: [4, 3, 2] } } },
    'ENERG_LO falls from 3 to 1 keV; rows are taken in reverse',
  ],
  [
    'energy-zero',
    fromZero,
    'ENERG_LO is 0 keV in row 1; models begin at 0.002 keV, or at lowestEnergy (--lowest-energy)',
  ],
  ['energy-unit', unit('eV', 1e-3), 'ENERG_LO is in eV; it is converted to keV'],
  ['energy-unit', unit('TeV', 1e9), 'ENERG_LO is in TeV; it is converted to keV'],
];

describe('readRmf', () => {
  test.each(odd)('%s: %#', (name, changes, message) => {
    const rmf = read(changes);
    expect(rmf.warnings).toEqual([{ name, file: '(bytes)', message }]);
    const strict = () => readRmf(bytesOf(changes), { strict: true });
    expect(strict).toThrow(FileError);
    expect(strict).toThrow(`(bytes): refused by strict reading: ${message} (${name})`);
    expect(createResponse(rmf).warnings).toEqual(rmf.warnings);
    expect(() => createResponse(rmf, undefined, { strict: true })).toThrow(`(${name})`);
  });

  test('a file as it should be gives no warning, and strict reads it', () => {
    expect(readRmf(bytesOf({}), { strict: true }).warnings).toEqual([]);
    expect(readArf(encodeFits(smallArf()), { strict: true }).warnings).toEqual([]);
    expect(createResponse(read({}), areaOf({}), { strict: true }).warnings).toEqual([]);
  });

  test('channels of garbage are those of the rows', () => {
    const garbage = read(channel(7, -3, 7, 30000));
    expect(garbage.channel).toEqual(Int32Array.of(1, 2, 3, 4));
    expect(counts(garbage, [1, 1, 1])).toEqual(counts(read({}), [1, 1, 1]));
    const from0 = { F_CHAN: { data: [[0, 2], [], [1]], tlMin: 0 } };
    expect(read({ columns: from0, ...channel(9, 9, 9, 9) })).toMatchObject({ firstChannel: 0 });
  });
});

describe('what is made of energy rows', () => {
  test('negative elements count; where counts are drawn, a channel slightly below 0 has none', () => {
    const rmf = read({ columns: { MATRIX: { data: [[0.1, -1e-5, 0.3], [], [0.4, 0.5, 0.6]] } } });
    expect(counts(rmf, [10, 5, 0])).toEqual([1, 0, -1e-4, 3]);
    expect(counts(rmf, [10, 5, 1])).toEqual([1, 0.4, 0.4999, 3.6]);
    const line = { energLo: Float64Array.of(1, 5, 6), energHi: Float64Array.of(5, 6, 7) };
    const drawn = fakeIt({
      model: 'gaussian(2, 0.01, 1000)',
      response: createResponse({ ...rmf, ...line }),
      exposure: 100,
      seed: 1,
    }).counts;
    expect(drawn[2]).toBe(0);
    expect(drawn[3]).toBeGreaterThan(29000);
  });

  test('rows without photons are left out, with what they would have sent to channels', () => {
    const zeroWidth = read({
      columns: {
        ENERG_LO: { data: [1, 2, 2] },
        ENERG_HI: { data: [2, 2, 4] },
        N_GRP: { data: [1, 1, 1] },
        F_CHAN: { data: [[1], [2], [3]] },
        N_CHAN: { data: [[1], [2], [2]] },
        MATRIX: { data: [[0.1], [0.2, 0.3], [0.4, 0.5]] },
      },
    });
    expect(zeroWidth.energLo).toHaveLength(3);
    const response = createResponse(
      zeroWidth,
      areaOf({ ENERG_LO: { data: [1, 2, 2] }, ENERG_HI: { data: [2, 2, 4] } }),
    );
    expect([response.energLo, response.energHi]).toEqual([Float64Array.of(1, 2), Float64Array.of(2, 4)]);
    // Areas are 100, 200 and 300 cm2.
    expect(applyResponse(response, Float64Array.of(10, 1), 1)).toEqual(Float64Array.of(100, 0, 120, 150));
    expect(namesOf(response)).toEqual(['energy-row', 'energy-row']);
  });

  test('the row after one that ends below its beginning starts where the one before it ended, as in XSPEC', () => {
    const reversed = read({ columns: { ENERG_LO: { data: [1, 2, 2.5] }, ENERG_HI: { data: [2, 1.5, 4] } } });
    const response = createResponse(reversed);
    expect([response.energLo, response.energHi]).toEqual([Float64Array.of(1, 2), Float64Array.of(2, 4)]);
    expect(bindToResponse(model('powerlaw'), response).evaluate()).toHaveLength(2);
  });

  test('rows from high to low energies', () => {
    const columns = { ENERG_LO: { data: [3, 2, 1] }, ENERG_HI: { data: [4, 3, 2] } };
    const response = createResponse(read({ columns }), areaOf(columns));
    expect(response.energLo).toEqual(Float64Array.of(1, 2, 3));
    // The first row of the file, 3 to 4 keV, has the elements 0.1, 0.2 and 0.3, and 100 cm2.
    const [first, second] = applyResponse(response, Float64Array.of(0, 0, 10), 1);
    expect([first, second]).toEqual([100, 0]);
  });

  test('a lower edge of 0 is a thousandth of the upper one, or lowestEnergy without a warning', () => {
    expect(createResponse(read(fromZero)).energLo[0]).toBe(0.002);
    const chosen = createResponse(read(fromZero), undefined, { lowestEnergy: 0.5, strict: true });
    expect([chosen.energLo[0], chosen.warnings]).toEqual([0.5, []]);
  });

  test('energies of other units are those in keV', () => {
    for (const [name, factor] of [
      ['eV', 1e-3],
      ['MeV', 1e3],
      ['GeV', 1e6],
      ['TeV', 1e9],
    ] as const)
      for (const [row, energy] of read(unit(name, factor)).energHi.entries()) expect(energy).toBeCloseTo(row + 2, 12);
  });
});

describe('an ARF whose edges differ from those of the RMF', () => {
  const join = (columns: Parameters<typeof smallArf>[0], strict?: boolean) =>
    createResponse(read({}), areaOf(columns), { strict });

  test.each([
    ['at the lower edge of the first row', { ENERG_LO: { data: [0.1, 2, 3] } }, 'row 1 is 0.1'],
    ['by a fifth of a bin', { ENERG_HI: { data: [2.2, 3, 4] } }, 'row 1 is 1 to 2.2'],
  ])('%s: areas by row, energies of the RMF', (_, columns, message) => {
    const response = join(columns);
    expect(namesOf(response)).toEqual(['arf-edges']);
    expect(response.warnings[0].message).toMatch(message);
    expect(response.energLo).toEqual(read({}).energLo);
    expect(applyResponse(response, Float64Array.of(1, 0, 0), 1)[0]).toBeCloseTo(10, 12);
    expect(() => join(columns, true)).toThrow('(arf-edges)');
  });

  test('by more, or with another number of rows: refused', () => {
    expect(() => join({ ENERG_LO: { data: [1, 2.3, 3] } })).toThrow(MismatchError);
    expect(() => join({ ENERG_HI: { data: [2.3, 3, 4] } })).toThrow('row 1 is 1 to 2.29');
    const two = { data: [1, 2] };
    expect(() => join({ ENERG_LO: two, ENERG_HI: { data: [2, 3] }, SPECRESP: two })).toThrow(
      'it has 2 rows, the RMF 3',
    );
  });
});

test('docs/file-repairs.md is made of the list', () => {
  const page = readFileSync(new URL('../../docs/file-repairs.md', import.meta.url), 'utf8');
  expect(page === repairsPage(repairs), 'run npm run build:ts and npm run docs').toBe(true);
});

describe.skipIf(!hasShared)('third-party files', () => {
  const cases = `${sharedFolder}/cases/ogip/`;
  const base = () => readRmf(`${cases}base.rmf.gz`);

  test('EBOUNDS with CHANNEL 0 everywhere', () => {
    const rmf = readRmf(`${cases}ebounds-channel.rmf.gz`);
    expect(namesOf(rmf)).toEqual(['ebounds-channel']);
    expect([rmf.firstChannel, rmf.channel]).toEqual([1, base().channel]);
    expect(createResponse(rmf).identity).toBe(createResponse(base()).identity);
    expect(() => readRmf(`${cases}ebounds-channel.rmf.gz`, { strict: true })).toThrow('(ebounds-channel)');
  });

  test('a negative element', () => {
    const rmf = readRmf(`${cases}negative-element.rmf.gz`);
    expect(namesOf(rmf)).toEqual(['negative-element']);
    const { matrix } = base();
    const differ = Array.from(rmf.matrix.keys()).filter((i) => rmf.matrix[i] !== matrix[i]);
    expect(differ.map((i) => rmf.matrix[i])).toEqual([Math.fround(-1e-5)]);
    expect(
      () => fakeIt({ model: 'powerlaw(1.7, 1e-3)', response: createResponse(rmf), exposure: 1e5, seed: 1 }).counts,
    ).not.toThrow();
  });

  test('a row whose end is below its beginning, and a gap after it that XSPEC closes', () => {
    const response = createResponse(readRmf(sharedFile('formats/pyspex_rmf_discontinuous.rmf')));
    expect(namesOf(response)).toEqual(['energy-row']);
    expect([response.energies, response.energLo[49]]).toEqual([99, response.energHi[48]]);
    expect(bindToResponse(model('powerlaw'), response).evaluate().every(Number.isFinite)).toBe(true);
  });

  test('Swift XRT from 0 keV', () => {
    const [rmf, arf] = [
      readRmf(sharedFile('responses/other/swift_xrt_pc.rmf.gz')),
      readArf(sharedFile('responses/other/swift_xrt_pc.arf')),
    ];
    const response = createResponse(rmf, arf);
    expect(namesOf(response)).toEqual(['energy-zero', 'energy-zero']);
    expect(response.energLo[0]).toBe(rmf.energHi[0] / 1000);
    expect(fakeIt({ model: 'powerlaw(2, 1e-3)', response, exposure: 1e4, seed: 1 }).counts.some((n) => n > 0)).toBe(
      true,
    );
  });
});
