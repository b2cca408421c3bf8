// Responses that are kept in memory by path and content, and in a folder by content.
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { datasetFromPha, embeddedResponseTables } from '../../ts/index.js';
import { encodeFits } from '../../ts/ogip/fits/write.js';
import { loadSpectrum, readRmf, writeArf, writeFits, writePha, writeRmf } from '../../ts/ogip/index.js';
import { hasElements } from '../../ts/ogip/rmfCache.js';
import { smallArf, smallPha, smallRmf } from './fixtures.js';

let folder: string;
const path = (name: string) => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xsift-'));
  writePha(path('s.pha'), smallPha());
  writeFits(path('a.arf'), smallArf());
});
afterEach(() => rmSync(folder, { recursive: true }));

/** An RMF whose EBOUNDS gives a warning. */
const odd = () => smallRmf({ ebounds: { CHANNEL: { data: [0, 0, 0, 0] } } });
const load = (rmf: string, more = {}) => loadSpectrum(path('s.pha'), { rmf: path(rmf), arf: path('a.arf'), ...more });

describe('responses in memory', () => {
  test('a copy under another name shares the numbers and has its own name, also in warnings', () => {
    writeFits(path('one.rmf.gz'), odd());
    copyFileSync(path('one.rmf.gz'), path('two.rmf.gz'));
    const [one, two] = ['one.rmf.gz', 'two.rmf.gz'].map((name) => load(name));
    expect(two.rmf?.matrix).toBe(one.rmf?.matrix);
    expect(two.rmf).toEqual({ ...readRmf(path('two.rmf.gz')) });
    expect(two.warnings?.map(({ file, name }) => [file, name])).toEqual([[path('two.rmf.gz'), 'ebounds-channel']]);
    const [first, second] = [one, two].map((spectrum) => datasetFromPha([spectrum]));
    expect(second).toEqual(first);
  });

  test('a file of the same size that differs in one byte is another', () => {
    const bytes = encodeFits(smallRmf({ columns: { MATRIX: { format: 'PE' } } }));
    writeFileSync(path('one.rmf'), bytes);
    // Bytes of the matrix: some are among those by which copies are looked for, most are not.
    const tenth = Buffer.from(bytes).indexOf(Uint8Array.of(0x3d, 0xcc, 0xcc, 0xcd));
    for (const at of [tenth + 2, tenth + 6, tenth + 10, tenth + 14, tenth + 18]) {
      const other = bytes.slice();
      other[at] ^= 1;
      writeFileSync(path(`${at}.rmf`), other);
      expect(load(`${at}.rmf`).rmf).toEqual({ ...readRmf(other), file: path(`${at}.rmf`) });
    }
  });

  test('a file that changed is read again, and is no copy of what it was', () => {
    const changed = smallRmf({ columns: { MATRIX: { data: [[0.5, 0.5, 0.5], [], [0.5, 0.5, 0.5]] } } });
    writeFits(path('one.rmf'), smallRmf());
    load('one.rmf');
    copyFileSync(path('one.rmf'), path('two.rmf'));
    writeFits(path('one.rmf'), changed);
    utimesSync(path('one.rmf'), 1, 1);
    expect(load('two.rmf').rmf?.matrix[0]).toBe(0.1);
    expect(load('one.rmf').rmf?.matrix[0]).toBe(0.5);
  });
});

describe('responses in a folder', () => {
  const { rmf, arf } = embeddedResponseTables();
  const spectrum = (more: object) =>
    loadSpectrum(path('l.pha'), { rmf: path('l.rmf.gz'), arf: path('l.arf'), ...more });
  const entries = () =>
    readdirSync(path('cache'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  let seconds = 1;
  const touched = () => utimesSync(path('l.rmf.gz'), 1, ++seconds);

  beforeEach(() => {
    writeRmf(path('l.rmf.gz'), rmf);
    writeArf(path('l.arf'), arf);
    const channel = Int32Array.from(rmf.channel);
    writePha(path('l.pha'), { channel, counts: new Float64Array(channel.length).fill(2), exposure: 1000 });
  });

  test('a known file is not unpacked, and all that is read of it is the same', () => {
    const without = datasetFromPha([spectrum({})]);
    const whole = spectrum({}).rmf!;
    expect(datasetFromPha([spectrum({ cache: path('cache') })])).toEqual(without);
    touched();
    const again = spectrum({ cache: path('cache') });
    expect(hasElements(again.rmf!)).toBe(false);
    expect(datasetFromPha([again])).toEqual(without);
    expect({ ...again.rmf }).toEqual(whole);
  });

  test('damaged entries, and those cut short, count as none and are written again', () => {
    const without = datasetFromPha([spectrum({})]);
    const options = { cache: path('cache') };
    datasetFromPha([spectrum(options)]);
    expect(entries()).toHaveLength(2);
    const good = entries().map((file) => readFileSync(file, 'utf8'));
    for (const damage of [
      (text: string) => text.replace(/\d(?=\D*$)/, '7x'),
      (text: string) => text.slice(0, -9),
      () => '',
    ]) {
      for (const [i, file] of entries().entries()) writeFileSync(file, damage(good[i]));
      touched();
      const again = spectrum(options);
      expect(hasElements(again.rmf!)).toBe(true);
      expect(datasetFromPha([again])).toEqual(without);
      expect(entries().every((file, i) => readFileSync(file, 'utf8') === good[i])).toBe(true);
    }
  });

  test('another area is another descriptor of a known matrix', () => {
    const options = { cache: path('cache') };
    const [first] = [datasetFromPha([spectrum(options)])];
    writeArf(path('l.arf'), {
      ...arf,
      specResp: arf.specResp.map((area, e) => (arf.energHi[e] < 1 ? area / 2 : area)),
    });
    touched();
    const second = datasetFromPha([spectrum(options)]);
    expect(second.responseDescriptor).not.toEqual(first.responseDescriptor);
    expect(second).toEqual(datasetFromPha([spectrum({})]));
  });

  test('a file that changes between is an error where its numbers are needed', () => {
    const options = { cache: path('cache') };
    spectrum(options);
    touched();
    const { rmf: known } = spectrum(options);
    writeFileSync(path('l.rmf.gz'), gzipSync(encodeFits(smallRmf())));
    expect(() => known!.matrix).toThrow('changed while it was in use');
  });

  test('a folder that cannot be written to, and a name that is none', () => {
    writeFileSync(path('file'), '');
    expect(() => spectrum({ cache: path('file') })).toThrow(`${path('file')}: cannot be used as a cache: `);
    touched();
    expect(() => spectrum({ cache: 3 })).toThrow('cache is 3; the path of a folder is needed');
    touched();
    expect(() => spectrum({ cache: '' })).toThrow('the path of a folder is needed');
  });
});
