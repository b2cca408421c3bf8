// A matrix that takes the place of its file's bytes against one that is copied from them.
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { encodeFits } from '../../ts/ogip/fits/write.js';
import { type Rmf, readFits, readRmf } from '../../ts/ogip/index.js';
import { binTable, card, join, primary, smallRmf } from './fixtures.js';

/** What is read, or why not. Bytes that are gzip are unpacked into memory that nothing else has. */
function outcome(bytes: Uint8Array): Rmf | string {
  try {
    return readRmf(bytes);
  } catch (error) {
    return (error as Error).message;
  }
}

const single = { MATRIX: { format: 'PE', data: [[0.5, 0.25, 0.125], [], [1, 2, 3]] } };

/**
 * Three vectors of two numbers in a heap that begins at byte 26, not a multiple of 4 in its file, between other bytes.
 *
 * @param places of the vectors in the heap, in bytes
 */
function rows(places: number[]): Uint8Array {
  const rowBytes = 10;
  const data = new DataView(new ArrayBuffer(3 * rowBytes + 44));
  places.forEach((place, row) => {
    data.setInt16(row * rowBytes, row);
    data.setInt32(row * rowBytes + 2, 2);
    data.setInt32(row * rowBytes + 6, place);
  });
  for (let byte = 0; byte < 44; byte++) data.setUint8(3 * rowBytes + byte, byte * 5);
  const columns: [string, string][] = [
    ['N', 'I'],
    ['V', 'PE(2)'],
  ];
  return join(primary(), binTable('T', columns, rowBytes, 3, new Uint8Array(data.buffer), [card('COMMENT')]));
}

describe('a column that takes the place of its bytes', () => {
  test.each([
    ['one after the other', [0, 8, 16]],
    ['with other bytes between, at odd places', [3, 13, 35]],
    ['against the order of the rows', [16, 8, 0]],
    ['sharing bytes', [0, 4, 8]],
  ])('vectors %s', (_, places) => {
    const bytes = rows(places);
    const [copied, taken] = [bytes, gzipSync(bytes)].map((source) => readFits(source).hdus[1].table.raggedInPlace('V'));
    expect(taken).toEqual(copied);
    const view = new DataView(bytes.buffer, 2 * 2880 + 30);
    expect([...copied.values]).toEqual(places.flatMap((at) => [view.getFloat32(at), view.getFloat32(at + 4)]));
  });

  test('bytes that the caller has stay as they are', () => {
    const bytes = encodeFits(smallRmf({ columns: single }));
    const before = bytes.slice();
    expect(readRmf(bytes)).toEqual(readRmf(bytes));
    expect(bytes).toEqual(before);
  });

  test('nothing is read from a table whose bytes are gone', () => {
    const { table } = readFits(gzipSync(rows([0, 8, 16]))).hdus[1];
    expect([...table.read('N')]).toEqual([0, 1, 2]);
    table.raggedInPlace('V');
    expect(() => table.read('N')).toThrow('column N is read after one that took the place');
  });

  test('a matrix of vectors, of scalars and of rows of fixed length', () => {
    const fixed = { MATRIX: { format: '3E', data: [0.5, 0.25, 0.125, 9, 9, 9, 1, 2, 3] } };
    for (const columns of [single, fixed]) {
      const bytes = encodeFits(smallRmf({ columns }));
      expect(readRmf(gzipSync(bytes))).toEqual(readRmf(bytes));
      expect([...readRmf(gzipSync(bytes)).matrix]).toEqual([0.5, 0.25, 0.125, 1, 2, 3]);
    }
  });

  test('damaged files are read or refused alike', () => {
    const bytes = encodeFits(smallRmf({ columns: single }));
    let state = 7;
    const random = (below: number) => {
      for (const shift of [13, -17, 5]) state ^= shift > 0 ? state << shift : state >>> -shift;
      return (state >>> 0) % below;
    };
    const outcomes = { read: 0, refused: 0 };
    for (let trial = 0; trial < 1500; trial++) {
      const damaged = bytes.slice();
      // The matrix's rows and heap, and what its header says of columns.
      for (let k = 0; k < 3; k++) damaged[2880 + random(2880 + 200)] = random(256);
      for (let k = 0; k < 2; k++) damaged[2 * 2880 + random(160)] ^= 1 << random(8);
      const copied = outcome(damaged);
      expect(outcome(gzipSync(damaged, { level: 1 }))).toEqual(copied);
      outcomes[typeof copied === 'string' ? 'refused' : 'read']++;
    }
    // Both happen often, or little was tried.
    expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(20);
  });
});

describe('gzip', () => {
  const bytes = encodeFits(smallRmf());
  test('of several members, whose last size is not that of all', () => {
    const members = Buffer.concat([gzipSync(bytes.subarray(0, 3000)), gzipSync(bytes.subarray(3000))]);
    expect(readRmf(members)).toEqual(readRmf(bytes));
  });

  test('a size at the end that is a lie is an error, not memory', () => {
    const packed = gzipSync(bytes);
    packed.writeUInt32LE(0xfffffff0, packed.length - 4);
    expect(outcome(packed)).toContain('gzip data are damaged');
  });
});
