import { mkdirSync, mkdtempSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ReadonlyFloat64Array } from '../../ts/base/index.js';
import { loadSpectrum, readRmf, writeFits, writePha } from '../../ts/ogip/index.js';
import { hasShared, sharedFile } from '../shared.js';
import { smallArf, smallPha, smallRmf } from './fixtures.js';

let folder: string;
const path = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xsift-'));
});

describe('loadSpectrum', () => {
  test('finds the files from the folder of the spectrum, gzip or not, whatever the keyword says', () => {
    writePha(path('s.pha'), smallPha({ respFile: 'r.rmf', ancrFile: 'sub/a.arf.gz', backFile: 'b.pha' }));
    mkdirSync(path('sub'));
    writeFits(path('r.rmf.gz'), smallRmf());
    writeFits(path('sub/a.arf'), smallArf());
    writePha(path('b.pha'), smallPha({ backScal: 4 }));
    const { pha, background, rmf, arf } = loadSpectrum(path('s.pha'));
    expect([pha.backScal, background?.backScal]).toEqual([0.5, 4]);
    expect([rmf?.file, arf?.file]).toEqual([path('r.rmf.gz'), path('sub/a.arf')]);
  });

  /** A type II file of three spectra, with the times of TSTART and TELAPSE. */
  const typeII = (name: string, backScal: number, more: { RESPFILE?: string; BACKFILE?: string } = {}) =>
    writeFits(path(name), [
      {
        name: 'SPECTRUM',
        header: [['HDUCLAS1', 'SPECTRUM'], ['EXPOSURE', 10], ...Object.entries(more)],
        columns: [
          { name: 'CHANNEL', format: '4I', data: [1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4] },
          { name: 'COUNTS', format: '4J', data: [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0] },
          { name: 'BACKSCAL', format: 'D', data: [backScal, 2 * backScal, 3 * backScal] },
          { name: 'TSTART', format: 'D', data: [0, 100, 200] },
          { name: 'TELAPSE', format: 'D', data: [100, 100, 100] },
        ],
      },
    ]);

  test('every row of a type II file, with the matrix of its time and the same row of its background', () => {
    const [, ebounds] = smallRmf();
    const matrices = [1, 2, 3].map((k) => {
      const [matrix] = smallRmf({ columns: { MATRIX: { data: [[k, 0, 0], [], [0, 0, 0]] } } });
      return { ...matrix, header: [...matrix.header!, ['EXTVER', k], ['TSTART', 100 * k - 100], ['TSTOP', 100 * k]] };
    });
    writeFits(path('r.rsp2'), [ebounds, ...(matrices as (typeof ebounds)[])]);
    typeII('s.pha', 1, { RESPFILE: 'r.rsp2', BACKFILE: 'b.pha' });
    typeII('b.pha', 10);
    for (const row of [1, 2, 3, 2]) {
      const { pha, background, rmf, warnings } = loadSpectrum(path('s.pha'), { row });
      expect([pha.row, pha.counts[0], pha.time]).toEqual([row, row, { start: 100 * row - 100, stop: 100 * row }]);
      expect([background?.row, background?.backScal]).toEqual([row, 10 * row]);
      expect([rmf?.index, rmf?.matrix[0], warnings]).toEqual([row, row, []]);
    }
    expect(loadSpectrum(path('s.pha'), { row: 2, rmf: path('r.rsp2{3}') }).rmf?.index).toBe(3);
    expect(readRmf(path('r.rsp2{3}')).index).toBe(3);
    expect(() => loadSpectrum(path('s.pha'))).toThrow('holds 3 spectra (type II); choose one with --row');
  });

  test('nothing named, nothing loaded', () => {
    writePha(path('s.pha'), smallPha());
    const { background, rmf, arf } = loadSpectrum(path('s.pha'));
    expect([background, rmf, arf]).toEqual([undefined, undefined, undefined]);
  });

  test('a named file that is not there: keyword, paths and remedy', () => {
    writePha(path('s.pha'), smallPha({ respFile: 'r.rmf' }));
    expect(() => loadSpectrum(path('s.pha'))).toThrow(
      `${path('s.pha')}: RESPFILE is r.rmf, but there is no such file (tried ${path('r.rmf')}, ${path('r.rmf')}.gz); ` +
        'name the file with --rmf (option rmf), or say none to do without it',
    );
    writePha(path('s.pha'), smallPha({ respFile: 'long'.repeat(2000) }));
    expect(() => loadSpectrum(path('s.pha'))).toThrow('but there is no such file');
    writePha(path('s.pha'), smallPha({ ancrFile: 'a.arf', backFile: 'b.pha.gz' }));
    expect(() => loadSpectrum(path('s.pha'))).toThrow('ANCRFILE is a.arf');
    expect(() => loadSpectrum(path('s.pha'), { arf: 'none' })).toThrow(
      `tried ${path('b.pha.gz')}, ${path('b.pha.gz')}.gz, ${path('b.pha')}`,
    );
    expect(loadSpectrum(path('s.pha'), { arf: 'none', background: 'none' }).arf).toBeUndefined();
  });

  test('a file beside the spectrum, where the header has a path of another machine: with a warning', () => {
    mkdirSync(path('r'));
    writeFits(path('x.rmf.gz'), smallRmf());
    writeFits(path('x.arf'), smallArf());
    writePha(path('b.pha'), smallPha({ backScal: 4 }));
    const [respFile, ancrFile, backFile] = ['/data/of/else/x.rmf', 'C:\\data\\x.arf', 'sub/b.pha'];
    writePha(path('s.pha'), smallPha({ respFile, ancrFile, backFile }));
    const { rmf, arf, background, warnings } = loadSpectrum(path('s.pha'));
    expect([rmf?.file, arf?.file, background?.file]).toEqual([path('x.rmf.gz'), path('x.arf'), path('b.pha')]);
    expect(warnings?.map(({ name, file }) => [name, file])).toEqual([['file-beside', path('s.pha')]]);
    expect(warnings?.[0].message).toContain(`RESPFILE is ${respFile}`);
    expect(warnings?.[0].message).toContain(path('x.rmf.gz'));
    expect(() => loadSpectrum(path('s.pha'), { strict: true })).toThrow('refused by strict reading: RESPFILE');
    // The place that the header names comes first, and then there is nothing to say.
    writeFits(path('r/y.rmf'), smallRmf());
    writeFits(path('y.rmf'), smallRmf());
    writePha(path('s.pha'), smallPha({ respFile: 'r/y.rmf' }));
    expect(loadSpectrum(path('s.pha'))).toMatchObject({ rmf: { file: path('r/y.rmf') }, warnings: [] });
  });

  test('a background of another path that is the file itself is its second extension', () => {
    writePha(path('s.pha'), smallPha({ backFile: '/else/s.pha', background: smallPha({ backScal: 4 }) }));
    expect(loadSpectrum(path('s.pha')).background).toMatchObject({ content: 'BKG', backScal: 4 });
  });

  test('files given by the caller come before those of the header', () => {
    writePha(path('s.pha'), smallPha({ respFile: 'gone.rmf', ancrFile: 'gone.arf', backFile: 'gone.pha' }));
    writeFits(path('r'), smallRmf());
    writeFits(path('a'), smallArf());
    writePha(path('b'), smallPha({ backScal: 4 }));
    const loaded = loadSpectrum(path('s.pha'), { rmf: path('r'), arf: path('a'), background: path('b') });
    expect([loaded.rmf?.file, loaded.arf?.file, loaded.background?.file]).toEqual([path('r'), path('a'), path('b')]);
    expect(() => loadSpectrum(path('s.pha'), { rmf: path('nil'), arf: 'none', background: 'none' })).toThrow(
      'nil: cannot be read: no such file',
    );
  });

  test('the background in the same file, also beside an unpacked copy of it and through a link', () => {
    const withBackground = smallPha({ backFile: 's.pha', background: smallPha({ backScal: 4 }) });
    writePha(path('s.pha.gz'), withBackground);
    expect(loadSpectrum(path('s.pha.gz')).background).toMatchObject({ content: 'BKG', backScal: 4 });
    writePha(path('s.pha'), withBackground);
    expect(loadSpectrum(path('s.pha.gz')).background).toMatchObject({ content: 'BKG', backScal: 4 });
    symlinkSync(path('s.pha'), path('link.pha'));
    expect(loadSpectrum(path('link.pha')).background).toMatchObject({ content: 'BKG', backScal: 4 });
    writePha(path('s.pha'), { ...withBackground, backFile: undefined });
    expect(loadSpectrum(path('s.pha')).background?.backScal).toBe(4);
    expect(loadSpectrum(path('s.pha'), { background: 'none' }).background).toBeUndefined();
    writePha(path('s.pha'), smallPha({ backFile: 's.pha' }));
    expect(() => loadSpectrum(path('s.pha'))).toThrow(
      'BACKFILE is the file itself, but it has no second SPECTRUM extension',
    );
  });

  test('a background of other channels is refused', () => {
    writePha(path('s.pha'), smallPha({ backFile: 'b.pha' }));
    writePha(path('b.pha'), smallPha({ channel: Int32Array.of(0, 1, 2, 3) }));
    expect(() => loadSpectrum(path('s.pha'))).toThrow('s.pha has 4 channels, 1 to 4, its background');
  });

  test('a number in braces picks the matrix', () => {
    const [first, ebounds] = smallRmf();
    const [second] = smallRmf({ columns: { MATRIX: { data: [[1, 2, 3], [], [4, 5, 6]] } } });
    writeFits(path('r.rsp2'), [first, second, ebounds]);
    writePha(path('s.pha'), smallPha({ respFile: 'r.rsp2{2}' }));
    expect(loadSpectrum(path('s.pha')).rmf).toMatchObject({ index: 2, matrices: 2 });
    expect(loadSpectrum(path('s.pha'), { rmf: path('r.rsp2{1}') }).rmf?.index).toBe(1);
  });

  test('a response is read once, and again when its file has changed', () => {
    writePha(path('s.pha'), smallPha({ respFile: 'r.rmf' }));
    writeFits(path('r.rmf'), smallRmf());
    const first = loadSpectrum(path('s.pha')).rmf;
    expect(loadSpectrum(path('s.pha')).rmf).toBe(first);
    utimesSync(path('r.rmf'), 1, 1);
    const second = loadSpectrum(path('s.pha')).rmf;
    expect(second).not.toBe(first);
    expect(second).toEqual(first);
  });
});

describe.skipIf(!hasShared)('real spectra', () => {
  test.each([
    ['spectra/agn/3c273.pi.gz', [736, 216, 1090, 1090]],
    ['spectra/stars/acisf04487_001N023_r0009_pha3.fits.gz', [389, 77, 900, 900]],
    ['spectra/other/acisf01575_001N001_r0085_pha3.fits.gz', [855, 303, 900, 900]],
  ])('%s with all its files', (name, facts) => {
    const { pha, background, rmf, arf } = loadSpectrum(sharedFile(name));
    const sum = (values: ReadonlyFloat64Array) => values.reduce((total, value) => total + value, 0);
    expect([sum(pha.counts), sum(background!.counts), rmf!.energLo.length, arf!.energLo.length]).toEqual(facts);
  });
});
