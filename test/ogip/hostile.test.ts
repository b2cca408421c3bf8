import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { FileError } from '../../ts/base/index.js';
import { encodeFits } from '../../ts/ogip/fits/write.js';
import { readArf, readFits, readPha, readRmf } from '../../ts/ogip/index.js';
import { writePha } from '../../ts/ogip/writePha.js';
import { asciiTable, binTable, card, join, primary, smallArf, smallPha, smallRmf } from './fixtures.js';

/** Everything a caller can do with bytes. Each step may throw FileError and nothing else. */
function useAll(bytes: Uint8Array): void {
  const steps: (() => unknown)[] = [() => readPha(bytes), () => readRmf(bytes), () => readArf(bytes)];
  try {
    for (const hdu of readFits(bytes).hdus.filter(({ isTable }) => isTable))
      steps.push(() => {
        const { table } = hdu;
        for (const { name } of table.columns)
          steps.push(
            () => table.read(name),
            () => table.ragged(name),
            () => table.strings(name),
          );
      });
  } catch (error) {
    expect(error).toBeInstanceOf(FileError);
  }
  for (let i = 0; i < steps.length; i++) {
    try {
      steps[i]();
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
    }
  }
}

/** xorshift32: the same faults on every run. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const phaFile = `${mkdtempSync(`${tmpdir()}/xsift-`)}/s.pha`;
writePha(phaFile, smallPha({ background: smallPha(), areaScal: Float64Array.of(1, 1, 1, 1) }));
const files: Record<string, Uint8Array> = {
  RMF: encodeFits(smallRmf()),
  ARF: encodeFits(smallArf()),
  PHA: new Uint8Array(readFileSync(phaFile)),
  ASCII: join(
    primary(),
    asciiTable(
      [
        ['x', 'F6.2', 1],
        ['name', 'A4', 8],
      ],
      [' 12.50 star', '    --- agn', '1250.0     '],
    ),
  ),
};

test.each(Object.entries(files))('%s cut short anywhere', (_, bytes) => {
  for (let length = 0; length < bytes.length; length += 97) useAll(bytes.subarray(0, length));
  const packed = gzipSync(bytes);
  for (let length = 0; length < packed.length; length += 13)
    expect(() => readFits(packed.subarray(0, length))).toThrow(FileError);
});

test.each(Object.entries(files))('%s with bytes changed at random', (name, original) => {
  const random = generator(name.length * 7919 + 1);
  // Filling is most of a small file; faults go to where something stands.
  const places = [...original.keys()].filter((i) => original[i] !== 32 && original[i] !== 0);
  for (let round = 0; round < 1500; round++) {
    const bytes = original.slice();
    for (let faults = 1 + random(4); faults > 0; faults--) {
      const place = places[random(places.length)];
      // Half of the faults keep to digits, where sizes and offsets are.
      bytes[place] = random(2) ? 48 + random(10) : random(256);
    }
    useAll(bytes);
  }
});

test('descriptors that share the heap cannot describe more than memory holds', () => {
  const rows = 4000;
  const view = new DataView(new ArrayBuffer(rows * 8 + 40_000));
  for (let row = 0; row < rows; row++) view.setInt32(row * 8, 10_000);
  const data = new Uint8Array(view.buffer);
  const bytes = join(primary(), binTable('T', [['V', 'PE']], 8, rows, data));
  expect(() => readFits(bytes).hdus[1].table.ragged('V')).toThrow('column V describes over');
});

test('sizes beyond reason are refused before anything is allocated', () => {
  for (const keyword of ['NAXIS1', 'NAXIS2', 'PCOUNT']) {
    const bytes = files.RMF.slice();
    const latin1 = Buffer.from(bytes.buffer);
    latin1.write(card(keyword, 9_000_000_000_000), latin1.indexOf(`${keyword.padEnd(8)}=`, 2880));
    expect(() => readFits(bytes), keyword).toThrow('is cut short');
    latin1.write(card(keyword, -5), latin1.indexOf(`${keyword.padEnd(8)}=`, 2880));
    expect(() => readFits(bytes), keyword).toThrow(`keyword ${keyword} is -5`);
  }
});
