// Files that are bytes: what services have that are sent them.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { encodeFits } from '../../ts/ogip/fits/write.js';
import { loadSpectrum, readArf, readPha, readRmf, type Source, writeFits, writePha } from '../../ts/ogip/index.js';
import { smallArf, smallPha, smallRmf } from './fixtures.js';

const folder = mkdtempSync(join(tmpdir(), 'xsift-bytes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

const phaBytes = (...given: Parameters<typeof smallPha>): Uint8Array => {
  writePha(at('made.pha.gz'), smallPha(...given));
  return readFileSync(at('made.pha.gz'));
};
const [rmf, arf] = [encodeFits(smallRmf()), encodeFits(smallArf())];
const bufferOf = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

describe('bytes in place of a path', () => {
  test('a Uint8Array, an ArrayBuffer, with a name or without', () => {
    const bytes = phaBytes();
    for (const [source, file] of [
      [bytes, '(bytes)'],
      [bufferOf(bytes), '(bytes)'],
      [{ file: 'upload.pha', bytes }, 'upload.pha'],
      [{ file: 'upload.pha', bytes: bufferOf(bytes) }, 'upload.pha'],
    ] as [Source, string][]) {
      const pha = readPha(source);
      expect([pha.file, [...pha.counts]]).toEqual([file, [3, 0, 7, 1]]);
    }
    expect(readRmf({ file: 'r', bytes: bufferOf(rmf) })).toMatchObject({ file: 'r', detChans: 4 });
    expect(readArf(bufferOf(arf)).specResp[2]).toBe(300);
    // A part of a larger buffer is that part alone.
    expect([...readPha(Buffer.concat([Buffer.alloc(7), bytes]).subarray(7)).counts]).toEqual([3, 0, 7, 1]);
    expect(() => readPha({ file: 'upload.pha', bytes: bytes.subarray(0, 300) })).toThrow(
      'upload.pha: gzip data are damaged',
    );
  });

  test.each([
    [5, 'source is 5'],
    [null, 'source is null'],
    [{ file: 'x' }, 'source is an object'],
    [{ file: 1, bytes: rmf }, 'source is an object'],
    [new Blob([new Uint8Array(rmf)]), 'await blob.arrayBuffer()'],
    [new Float64Array(2), 'source is a Float64Array'],
  ])('%s is no file', (source, message) => expect(() => readPha(source as Source)).toThrow(message));
});

describe('loadSpectrum of bytes', () => {
  const named = { respFile: 'made.rmf', ancrFile: 'made.arf', backFile: 'made.bkg' };

  test('the files that belong to it are given as bytes or paths', () => {
    writeFits(at('a.arf'), smallArf());
    const background = phaBytes({ backScal: 4 });
    const options = { rmf, arf: at('a.arf'), background: { file: 'b', bytes: background } };
    const loaded = loadSpectrum(phaBytes(named), options);
    expect([loaded.rmf?.detChans, loaded.arf?.file, loaded.background?.backScal]).toEqual([4, at('a.arf'), 4]);
    expect(loaded.background?.file).toBe('b');
    const without = loadSpectrum(phaBytes(named), { rmf, arf: 'none', background: 'none' });
    expect([without.arf, without.background]).toEqual([undefined, undefined]);
  });

  test('what its keywords name is not looked for in any folder', () => {
    writeFits(at('made.rmf'), smallRmf());
    const bytes = phaBytes(named);
    const before = process.cwd();
    try {
      process.chdir(folder);
      expect(() => loadSpectrum(bytes)).toThrow(
        '(bytes): RESPFILE is made.rmf, and bytes have no folder to find it in; name the file with --rmf (option rmf, a path or bytes)',
      );
      expect(() => loadSpectrum({ file: 'x.pha', bytes }, { rmf })).toThrow('x.pha: ANCRFILE is made.arf');
      expect(() => loadSpectrum(bytes, { rmf, arf })).toThrow('BACKFILE is made.bkg');
    } finally {
      process.chdir(before);
    }
  });

  test('a background extension is used, whatever file BACKFILE names', () => {
    const bytes = phaBytes({ backFile: 'acis_pha3.fits', background: smallPha({ backScal: 4 }) });
    expect(loadSpectrum(bytes).background).toMatchObject({ content: 'BKG', backScal: 4 });
    expect(loadSpectrum(bytes, { background: 'none' }).background).toBeUndefined();
  });

  test('a response is read once as long as its bytes are the same', () => {
    const load = (response: Source) => loadSpectrum(phaBytes(), { rmf: response, arf }).rmf;
    expect(load(rmf)).toBe(load(rmf));
    expect(load({ file: 'r', bytes: rmf })).toBe(load({ file: 'r', bytes: rmf }));
    expect(load({ file: 'r', bytes: rmf })?.file).toBe('r');
    expect(load(new Uint8Array(rmf))).not.toBe(load(rmf));
  });

  test('options that are no file are refused by their name', () => {
    expect(() => loadSpectrum(phaBytes(), { rmf: 5 as unknown as Source })).toThrow('option rmf is 5');
    expect(() => loadSpectrum(phaBytes(), { background: new Float32Array(1) as unknown as Source })).toThrow(
      'option background',
    );
  });
});
