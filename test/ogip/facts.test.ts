import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeFits } from '../../ts/ogip/fits/write.js';
import {
  type ColumnData,
  type HeaderEntry,
  openSpectra,
  type Pha,
  readPha,
  spectrumRows,
  writePha,
} from '../../ts/ogip/index.js';
import { hasShared, sharedFile } from '../shared.js';
import { binTable, card, join as joined, primary, smallPha } from './fixtures.js';

/** A spectrum whose extension and primary header have these cards. */
function withCards(spectrum: string[], first: string[] = []): Pha {
  const data = Uint8Array.of(0, 1, 0, 5, 0, 2, 0, 7);
  const columns: [string, string][] = [
    ['CHANNEL', 'I'],
    ['COUNTS', 'I'],
  ];
  const cards = [card('HDUCLAS1', "'SPECTRUM'"), card('EXPOSURE', 10), ...spectrum];
  return readPha(joined(primary(first), binTable('SPECTRUM', columns, 4, 2, data, cards)));
}

const facts = ({ obsId, dateObs, regionId, ra, dec }: Pha) => ({ obsId, dateObs, regionId, ra, dec });
const none = { obsId: undefined, dateObs: undefined, regionId: undefined, ra: undefined, dec: undefined };
const position = (ra: number | string = 10.63, dec: number | string = 41.327) => [card('RA', ra), card('DEC', dec)];

describe('what headers say', () => {
  test('identity and date of the extension come before those of the primary header', () => {
    const both = withCards(
      [card('OBS_ID', "'4487'"), card('REGIONID', "'0009'")],
      [card('OBS_ID', "'1'"), card('DATE-OBS', "'2004-01-11T02:58:51'")],
    );
    expect(facts(both)).toEqual({ ...none, obsId: '4487', regionId: '0009', dateObs: '2004-01-11T02:58:51' });
    expect(facts(withCards([], [card('OBS_ID', "'0109920301'")]))).toEqual({ ...none, obsId: '0109920301' });
    expect(facts(withCards([card('OBS_ID', 1575)]))).toEqual({ ...none, obsId: '1575' });
    expect(facts(withCards([card('OBS_ID', "'none'"), card('DATE-OBS', "' '")]))).toEqual(none);
  });

  test('the position is RA and DEC of the extension', () => {
    const pointing = [card('RA_PNT', 10.668), card('DEC_PNT', 41.279)];
    expect(facts(withCards([...position(), ...pointing]))).toEqual({ ...none, ra: 10.63, dec: 41.327 });
    expect(facts(withCards([...position("'10.63'"), card('EQUINOX', 2000), card('RADECSYS', "'FK5'")]))).toMatchObject({
      ra: 10.63,
    });
    expect(facts(withCards([], position()))).toEqual(none);
  });

  test.each(['PNT', 'NOM', 'TARG', 'OBJ'])('a copy of RA_%s is not the position of the source', (end) => {
    const [ra, dec] = [card(`RA_${end}`, 10.63), card(`DEC_${end}`, 41.327)];
    expect(facts(withCards([...position(), ra, dec]))).toEqual(none);
    expect(facts(withCards(position(), [ra, dec]))).toEqual(none);
    expect(facts(withCards([ra, dec]))).toEqual(none);
    // With the right ascension alone the same it is another place.
    expect(facts(withCards([...position(), ra, card(`DEC_${end}`, 41.3)]))).toMatchObject({ ra: 10.63 });
  });

  test.each([
    ['sexagesimal', position("'00:42:31'", "'+41:19:38'")],
    ['one of two', [card('RA', 10.63)]],
    ['no place on the sky', position(10.63, 97)],
    ['B1950', [...position(), card('EQUINOX', 1950)]],
    ['FK4', [...position(), card('RADECSYS', "'FK4'")]],
  ])('what is no position in degrees of J2000 is none: %s', (_, cards) => {
    expect(facts(withCards(cards))).toEqual(none);
  });

  test('they are written and read back', () => {
    const folder = mkdtempSync(join(tmpdir(), 'xsift-facts-'));
    const given = { obsId: '0109920301', dateObs: '2000-08-21T11:23:48', regionId: '0085', ra: 10.63, dec: -41.327 };
    writePha(join(folder, 's.pha'), smallPha(given));
    expect(facts(readPha(join(folder, 's.pha')))).toEqual(given);
  });
});

describe.skipIf(!hasShared)('of real files', () => {
  test.each([
    [
      'spectra/other/acisf01575_001N001_r0085_pha3.fits.gz',
      { obsId: '1575', dateObs: '2001-10-05T00:33:43', regionId: '0085', ra: 10.630253454287, dec: 41.327478706953 },
    ],
    [
      'spectra/stars/acisf04487_001N023_r0009_pha3.fits.gz',
      { ...none, obsId: '4487', dateObs: '2004-01-11T02:58:51', regionId: '0009' },
    ],
    ['spectra/agn/3c273.pi.gz', { ...none, obsId: '459', dateObs: '2000-01-10T06:47:15' }],
    ['formats/pyspex_mos1_source.pha.gz', { ...none, obsId: '0109920301', dateObs: '2000-08-21T11:23:48' }],
  ])('%s', (file, wanted) => expect(facts(readPha(sharedFile(file)))).toEqual(wanted));
});

describe('files of several spectra', () => {
  const several = (more: ColumnData[] = [], header: HeaderEntry[] = []) =>
    encodeFits([
      {
        name: 'SPECTRUM',
        header: [['HDUCLAS1', 'SPECTRUM'], ['EXPOSURE', 10], ...header],
        columns: [
          { name: 'CHANNEL', format: '2I', data: [1, 2, 1, 2, 1, 2] },
          { name: 'COUNTS', format: '2J', data: [1, 0, 2, 0, 3, 0] },
          ...more,
        ],
      },
    ]);

  test('are counted and read one after the other', () => {
    const bytes = several();
    expect(spectrumRows(bytes)).toBe(3);
    const spectra = openSpectra({ file: 'three.pha', bytes });
    expect([spectra.count, spectra.isTypeII, spectra.file]).toEqual([3, true, 'three.pha']);
    expect([1, 2, 3].map((row) => spectra.read(row).counts[0])).toEqual([1, 2, 3]);
    expect(() => spectra.read()).toThrow('three.pha: table SPECTRUM: holds 3 spectra (type II)');
  });

  test('columns tell what keywords tell in other files', () => {
    const bytes = several(
      [
        { name: 'OBS_ID', format: '4A', data: ['12', '345', ''] },
        { name: 'RA', format: 'D', data: [1, 2, 3] },
        { name: 'DEC', format: 'D', data: [-1, -2, -3] },
        { name: 'RESPFILE', format: '8A', data: ['a.rmf', 'b.rmf', 'none'] },
      ],
      [['OBS_ID', 'all']],
    );
    const spectra = openSpectra(bytes);
    expect(facts(spectra.read(2))).toEqual({ ...none, obsId: '345', ra: 2, dec: -2 });
    expect([1, 2, 3].map((row) => spectra.read(row).respFile)).toEqual(['a.rmf', 'b.rmf', undefined]);
  });

  test('a file of type I holds one, also beside its background, and other files none', () => {
    const folder = mkdtempSync(join(tmpdir(), 'xsift-rows-'));
    writePha(join(folder, 's.pha'), smallPha({ background: smallPha() }));
    writePha(join(folder, 's.pha.gz'), smallPha());
    expect([spectrumRows(join(folder, 's.pha')), spectrumRows(join(folder, 's.pha.gz'))]).toEqual([1, 1]);
    expect(openSpectra(join(folder, 's.pha')).count).toBe(1);
    expect(() => spectrumRows(primary())).toThrow('holds no spectrum');
    expect(() => spectrumRows(join(folder, 'nil'))).toThrow('no such file');
  });
});
