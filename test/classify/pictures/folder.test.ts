import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { PictureFolder, picturePath } from '../../../ts/classify/pictures/folder.js';

const folder = mkdtempSync(join(tmpdir(), 'xsift-pictures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

describe('names of pictures', () => {
  const places = { folder: 'p', total: 120 };

  test('have the number in the list, so that files of one name in two folders differ', () => {
    expect(picturePath(places, 0, { file: '/a/s.pi' })).toBe('p/001_s.png');
    expect(picturePath(places, 99, { file: '/b/s.pi' })).toBe('p/100_s.png');
  });

  test('have the row of a type II file, and no extension of the spectrum', () => {
    expect(picturePath(places, 4, { file: 'x.pha2.gz', row: 12 })).toBe('p/005_x_12.png');
    expect(picturePath({ ...places, folder: 'p//' }, 4, { file: 'acisf01_r0009_pha3.fits.gz' })).toBe(
      'p/005_acisf01_r0009_pha3.png',
    );
    expect(picturePath({ ...places, folder: '/' }, 4, { file: 's.pi' })).toBe('//005_s.png');
  });

  test('are safe: no separators, no characters of shells, not too long', () => {
    const odd = picturePath(places, 1, { file: 'a.tar/b\\c:d*e "f"\u00e9\n$(g).pi' });
    expect(odd).toBe('p/002_c_d_e__f_____g_.png');
    const long = picturePath(places, 1, { file: `${'x'.repeat(300)}.pi` });
    expect(Buffer.byteLength(long)).toBeLessThan(150);
    expect(picturePath(places, 1, { file: '' })).toBe('p/002_.png');
  });

  test('of a large catalogue lie in folders of a thousand', () => {
    expect(picturePath({ folder: 'p', total: 300_000 }, 123_455, { file: 's.pi' })).toBe('p/123/123456_s.png');
    expect(picturePath({ folder: 'p', total: 300_000 }, 0, { file: 's.pi' })).toBe('p/000/000001_s.png');
  });
});

describe('the folder', () => {
  const png = Uint8Array.of(1, 2, 3);

  test('is made with those above it; a picture that is there is refused, or replaced', () => {
    const path = at('new/deep/1_a.png');
    const fresh = new PictureFolder(at('new/deep'), false);
    fresh.write(path, png);
    expect(() => fresh.write(path, png)).toThrow(/1_a\.png: is there already; --overwrite/);
    new PictureFolder(at('new/deep'), true).write(path, Uint8Array.of(7));
    expect([...readFileSync(path)]).toEqual([7]);
    expect(readdirSync(at('new/deep'))).toEqual(['1_a.png']);
  });

  test('that is a file, or cannot be made, is an error with the remedy', () => {
    writeFileSync(at('file'), '');
    expect(() => new PictureFolder(at('file'), true)).toThrow(/file: is a file; pictures need a folder \(--plots/);
    expect(() => new PictureFolder(at('file/below'), true)).toThrow(/cannot be made: .*name another folder/);
    expect(() => new PictureFolder('', true)).toThrow('plots is');
  });

  test.skipIf(process.getuid?.() === 0)('that is not to be written in is an error before anything is done', () => {
    new PictureFolder(at('closed'), true);
    chmodSync(at('closed'), 0o500);
    expect(() => new PictureFolder(at('closed'), true)).toThrow('no permission to write in this folder');
    expect(existsSync(at('closed/x'))).toBe(false);
  });
});
