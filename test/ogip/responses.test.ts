import { describe, expect, test } from 'vitest';
import { encodeFits } from '../../ts/ogip/fits/write.js';
import { type ReadRmfOptions, readArf, readRmf } from '../../ts/ogip/index.js';
import { type SmallRmf, smallArf, smallRmf } from './fixtures.js';

const read = (changes?: SmallRmf, options?: { index?: number }) => readRmf(encodeFits(smallRmf(changes)), options);

describe('readRmf', () => {
  test('groups of varying number, a row without any', () => {
    expect(read()).toMatchObject({
      energLo: Float64Array.of(1, 2, 3),
      energHi: Float64Array.of(2, 3, 4),
      nGrp: Int32Array.of(2, 0, 1),
      fChan: Int32Array.of(1, 3, 2),
      nChan: Int32Array.of(1, 2, 3),
      matrix: Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
      firstChannel: 1,
      detChans: 4,
      channel: Int32Array.of(1, 2, 3, 4),
      eMin: Float64Array.of(0.5, 1.5, 2.5, 3.5),
      telescope: undefined,
      instrument: 'TEST',
      includesArea: false,
      index: 1,
      matrices: 1,
    });
  });

  test('the same as vectors of fixed length: what fills a row up is dropped, empty groups too', () => {
    const fixed = read({
      columns: {
        N_GRP: { data: [2, 1, 1] },
        F_CHAN: { format: '2J', data: [1, 3, 0, 0, 2, 99] },
        N_CHAN: { format: '2I', data: [1, 2, 0, 0, 3, 99] },
        MATRIX: { format: '4E', data: [0.5, 0.25, 0.125, 9, 9, 9, 9, 9, 1, 2, 3, 9] },
      },
    });
    expect(fixed).toMatchObject({
      nGrp: Int32Array.of(2, 0, 1),
      fChan: Int32Array.of(1, 3, 2),
      nChan: Int32Array.of(1, 2, 3),
      matrix: Float32Array.of(0.5, 0.25, 0.125, 1, 2, 3),
    });
  });

  test('a diagonal matrix in scalar columns', () => {
    const oneGroup = { format: 'I', data: [1, 1, 1] };
    const diagonal = read({
      columns: {
        N_GRP: oneGroup,
        F_CHAN: { format: 'J', data: [1, 2, 4] },
        N_CHAN: oneGroup,
        MATRIX: { ...oneGroup, format: 'E' },
      },
    });
    expect(diagonal).toMatchObject({ fChan: Int32Array.of(1, 2, 4), matrix: Float32Array.of(1, 1, 1) });
  });

  const ebounds0 = { CHANNEL: { data: [0, 1, 2, 3] } };
  const fChan0 = { F_CHAN: { data: [[0, 2], [], [1]], tlMin: undefined } };
  const fChan1 = { F_CHAN: { tlMin: undefined } };
  test.each<[string, SmallRmf, number]>([
    ['TLMIN 0', { columns: { F_CHAN: { data: [[0, 2], [], [1]], tlMin: 0 } }, ebounds: ebounds0 }, 0],
    ['TLMIN 1 stands against EBOUNDS from 0', { ebounds: ebounds0 }, 1],
    ['no TLMIN, EBOUNDS from 1', { columns: fChan1 }, 1],
    ['no TLMIN, EBOUNDS from 0', { columns: fChan0, ebounds: ebounds0 }, 0],
    ['no TLMIN, EBOUNDS from 0, but a group ends outside (Fermi GBM)', { columns: fChan1, ebounds: ebounds0 }, 1],
    ['no TLMIN, EBOUNDS from 1, but a group starts at 0', { columns: fChan0 }, 0],
  ])('the first channel: %s', (_, changes, first) => {
    const rmf = read(changes);
    expect([rmf.firstChannel, rmf.channel[0], rmf.fChan[0] - rmf.firstChannel]).toEqual([first, first, 0]);
  });

  test('extensions by class, by name where there is no class', () => {
    for (const name of ['MATRIX', 'SPECRESP MATRIX', 'rsp_matrix'])
      expect(read({ matrix: { name, header: [] } }).matrix).toHaveLength(6);
    expect(read({ matrix: { name: 'ODD' } }).matrix).toHaveLength(6);
    expect(() => read({ matrix: { name: 'ODD', header: [] } })).toThrow(
      '(bytes): holds no redistribution matrix (HDUCLAS1 = RESPONSE, HDUCLAS2 = RSP_MATRIX, or an extension named MATRIX ' +
        'or SPECRESP MATRIX or RSP_MATRIX); its extensions are ODD, EBOUNDS',
    );
  });

  test('whether the area is in it', () => {
    const area = (name: string, content?: string) =>
      read({
        matrix: {
          name,
          header: [
            ['HDUCLAS1', 'RESPONSE'],
            ['HDUCLAS2', 'RSP_MATRIX'],
            ['HDUCLAS3', content],
          ],
        },
      }).includesArea;
    expect([area('MATRIX', 'FULL'), area('SPECRESP MATRIX'), area('SPECRESP MATRIX', 'Undefined')]).toEqual([
      true,
      true,
      true,
    ]);
    expect([area('MATRIX'), area('SPECRESP MATRIX', 'REDIST'), area('MATRIX', 'DETECTOR')]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('several matrices in one file', () => {
    const [first, ebounds] = smallRmf();
    const [second] = smallRmf({ columns: { MATRIX: { data: [[1, 2, 3], [], [4, 5, 6]] } } });
    const bytes = encodeFits([ebounds, first, second]);
    expect(readRmf(bytes)).toMatchObject({ index: 1, matrices: 2 });
    expect(readRmf(bytes, { index: 2 }).matrix[0]).toBe(1);
    for (const index of [0, 3, 1.5])
      expect(() => readRmf(bytes, { index })).toThrow(`has 2 matrices; index is ${index}`);
  });

  /** Matrices that hold 1, 2, ... in their first element; EXTVER and times as given. */
  const several = (...versions: { EXTVER?: number; TSTART?: number; TSTOP?: number }[]) => {
    const [, ebounds] = smallRmf();
    const matrices = versions.map(({ EXTVER, ...keywords }, i) => {
      const data = [[i + 1, 0, 0], [], [0, 0, 0]];
      const [matrix] = smallRmf({ columns: { MATRIX: { data } } });
      return { ...matrix, version: EXTVER, header: [...matrix.header!, ...Object.entries(keywords)] };
    });
    return encodeFits([ebounds, ...matrices]);
  };
  const chosen = (bytes: Uint8Array, options: ReadRmfOptions) => {
    const { matrix, index, warnings } = readRmf(bytes, options);
    return [matrix[0], index, warnings!.map(({ name }) => name).join()];
  };

  test('a number is that of EXTVER, where each matrix has one of its own', () => {
    const versions = several({ EXTVER: 2 }, { EXTVER: 7 }, { EXTVER: 1 });
    expect(chosen(versions, { index: 1 })).toEqual([3, 1, '']);
    expect(chosen(versions, { index: 7 })).toEqual([2, 7, '']);
    expect(() => readRmf(versions, { index: 3 })).toThrow('index is 3, it must be 2, 7, 1 (EXTVER)');
    expect(chosen(several({ EXTVER: 1 }, { EXTVER: 1 }), { index: 2 })).toEqual([2, 2, '']);
    expect(chosen(versions, {})).toEqual([1, 2, 'several-matrices']);
    expect(() => readRmf(versions, { strict: true })).toThrow('(several-matrices)');
  });

  test('without a number, the matrix that holds most of the time of the spectrum, else the nearest', () => {
    const times = several({ TSTART: 0, TSTOP: 100 }, { TSTART: 100, TSTOP: 150 }, { TSTART: 150, TSTOP: 150 });
    const at = (start: number, stop: number) => chosen(times, { time: { start, stop } })[0];
    expect([at(10, 20), at(60, 130), at(90, 130), at(120, 120), at(-50, -40), at(200, 300)]).toEqual([
      1, 1, 2, 2, 1, 2,
    ]);
    expect(chosen(times, { index: 1, time: { start: 120, stop: 130 } })).toEqual([1, 1, '']);
    expect(chosen(several({}, {}), { time: { start: 0, stop: 1 } })).toEqual([1, 1, 'several-matrices']);
  });

  test('energies in other units, or in none', () => {
    const eV = { unit: 'eV', data: [1000, 2000, 3000] };
    expect(read({ columns: { ENERG_LO: eV } }).energLo).toEqual(Float64Array.of(1, 2, 3));
    expect(read({ columns: { ENERG_LO: { unit: undefined } } }).energLo).toEqual(Float64Array.of(1, 2, 3));
    expect(() => read({ columns: { ENERG_LO: { unit: 'Angstrom' } } })).toThrow(
      'table MATRIX: column ENERG_LO is in Angstrom; an energy in keV, eV, MeV, GeV or TeV is needed',
    );
  });

  test.each<[string, SmallRmf, string]>([
    ['no EBOUNDS', { ebounds: null }, 'has a matrix but no EBOUNDS extension'],
    [
      'E_MAX below E_MIN',
      { ebounds: { E_MAX: { data: [1.5, 0, 3, 4] } } },
      'row 2 (channel 2) has E_MIN 1.5 keV and E_MAX 0',
    ],
    [
      'no bin at all',
      { columns: { ENERG_HI: { data: [1, 1, 3] } } },
      'has no energy bin: in row 1 ENERG_LO is 1 keV, ENERG_HI 1 keV',
    ],
    [
      'a group outside',
      { columns: { F_CHAN: { data: [[1, 4], [], [2]] } } },
      'a group of 2 channels from 4 lies outside the 4',
    ],
    [
      'too few elements',
      { columns: { MATRIX: { data: [[1, 2], [], [4, 5, 6]] } } },
      'row 1 has groups of 3 channels, but 2 MATRIX',
    ],
    ['too few groups', { columns: { N_GRP: { data: [3, 0, 1] } } }, 'row 1 has N_GRP 3, but 2 F_CHAN and 2 N_CHAN'],
    [
      'a number that is none',
      { columns: { MATRIX: { data: [[1, Number.NaN, 3], [], [4, 5, 6]] } } },
      'MATRIX holds NaN in row 1',
    ],
    ['a negative length', { columns: { N_CHAN: { data: [[1, -2], [], [3]] } } }, 'N_CHAN is -2 in row 1'],
    ['half a channel', { columns: { F_CHAN: { format: 'PE', data: [[1, 2.5], [], [3]] } } }, 'F_CHAN is 2.5 in row 1'],
    ['no column', { columns: { N_GRP: undefined } }, 'there is no column N_GRP; it has ENERG_LO, ENERG_HI, F_CHAN'],
  ])('refused: %s', (_, changes, reason) => {
    expect(() => read(changes)).toThrow(reason);
  });
});

describe('readArf', () => {
  const arf = (columns?: Parameters<typeof smallArf>[0]) => readArf(encodeFits(smallArf(columns)));

  test('area in cm2, whatever the unit is called', () => {
    expect(arf()).toMatchObject({ specResp: Float64Array.of(100, 200, 300), exposure: 50, instrument: 'TEST' });
    for (const unit of ['cm2', 'cm^2', 'CM**2', undefined]) expect(arf({ SPECRESP: { unit } }).specResp[2]).toBe(300);
    expect(arf({ SPECRESP: { unit: 'm**2' } }).specResp[0]).toBe(1e6);
    expect(() => arf({ SPECRESP: { unit: 'counts' } })).toThrow(
      'column SPECRESP is in counts; an area in cm2 or m2 is needed',
    );
  });

  test('refused: empty, not a number, negative, no ARF at all', () => {
    const empty = { data: [] };
    expect(() => arf({ ENERG_LO: empty, ENERG_HI: empty, SPECRESP: empty })).toThrow('is empty: it has no energy bins');
    expect(() => arf({ SPECRESP: { data: [1, Number.NaN, 3] } })).toThrow('SPECRESP is NaN cm2 in row 2 (2-3 keV)');
    expect(() => arf({ SPECRESP: { data: [1, 2, -3] } })).toThrow('SPECRESP is -3 cm2 in row 3');
    expect(() => arf({ SPECRESP: { format: '2E', data: [1, 2, 3, 4, 5, 6] } })).toThrow(
      'column SPECRESP holds 2 values a row',
    );
    expect(() => readArf(encodeFits(smallRmf()))).toThrow('holds no effective area');
  });
});
