import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import {
  datasetFromSimulation,
  embeddedResponse,
  population,
  simulateShards,
  writeLibraryStream,
} from '../../ts/index.js';
import { addWords, encodeChecksum, WordSum } from '../../ts/ogip/fits/checksum.js';
import { encodeFits } from '../../ts/ogip/fits/write.js';
import { readFits, writeFits, writePha } from '../../ts/ogip/index.js';

const folder = mkdtempSync(join(tmpdir(), 'xsift-checksum-'));
const path = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

/** The words of some bytes, added modulo 2^32 - 1: what ones' complement arithmetic comes to. */
function sumOf(bytes: Uint8Array): bigint {
  let sum = 0n;
  for (let at = 0; at < bytes.length; at += 4)
    sum += BigInt(bytes[at]) * 2n ** 24n + BigInt((bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]);
  return sum % (2n ** 32n - 1n);
}

/** Divides a file into its HDUs by their keywords alone, and checks the sums of each. */
function expectSums(bytes: Uint8Array): number {
  let [hdus, at] = [0, 0];
  for (const { header } of readFits(bytes).hdus) {
    const text = Buffer.from(bytes).toString('latin1', at);
    const headBytes = Math.ceil((text.search(/END {77}/) + 80) / 2880) * 2880;
    const number = (name: string) => Number(header.get(name) ?? 0);
    const data = number('NAXIS') === 0 ? 0 : number('NAXIS1') * number('NAXIS2') + number('PCOUNT');
    const size = headBytes + Math.ceil(data / 2880) * 2880;
    expect(sumOf(bytes.subarray(at, at + size)), `HDU ${hdus}`).toBe(0n);
    expect(BigInt(header.string('DATASUM')!), `data of HDU ${hdus}`).toBe(
      sumOf(bytes.subarray(at + headBytes, at + size)),
    );
    at += size;
    hdus++;
  }
  expect(at).toBe(bytes.length);
  return hdus;
}

test('the example of the standard', () => {
  // FITS standard 4.0, appendix J.
  expect(encodeChecksum(868229149)).toBe('hcHjjc9ghcEghc9g');
  expect(encodeChecksum(0)).toMatch(/^[0-9A-Za-z]{16}$/);
});

test('the sum does not depend on how the bytes are divided', () => {
  const bytes = Uint8Array.from({ length: 4000 }, (_, i) => (i * 7919) % 256);
  for (const size of [1, 3, 4, 7, 1001]) {
    const sum = new WordSum();
    for (let at = 0; at < bytes.length; at += size) sum.add(bytes.subarray(at, at + size));
    expect(BigInt(sum.value), `pieces of ${size}`).toBe(sumOf(bytes));
  }
  expect(addWords(2 ** 32 - 1, 2)).toBe(2);
});

test('every HDU adds up to nothing, with rows of odd length, a heap, long strings and gzip', () => {
  const tables = ['ONE', 'TWO', 'one'].map((name, k) => ({
    name,
    columns: [
      { name: 'BYTES', format: '3B', data: Uint8Array.from({ length: 3 * 1001 }, (_, i) => (i * (k + 31)) % 256) },
      {
        name: 'V',
        format: 'PI',
        data: Array.from({ length: 1001 }, (_, i) => Int16Array.of(i, -i).subarray(0, i % 3)),
      },
    ],
    header: [['LONG', 'x'.repeat(200)] as const, ['CHECKSUM', 'of another file'] as const],
  }));
  expect(expectSums(encodeFits(tables))).toBe(4);
  writeFits(path('t.fits.gz'), tables);
  writeFits(path('t.fits'), tables);
  expect(expectSums(gunzipSync(readFileSync(path('t.fits.gz'))))).toBe(4);
  expect(readFileSync(path('t.fits')).equals(Buffer.from(encodeFits(tables)))).toBe(true);
  // Tables of one name are numbered, others are not; continued strings are announced once.
  const headers = readFits(path('t.fits'))
    .hdus.slice(1)
    .map(({ header }) => header);
  expect(headers.map((header) => header.get('EXTVER'))).toEqual([1, undefined, 2]);
  for (const header of headers) {
    const keywords = header.cards.map(({ keyword }) => keyword);
    expect(keywords.filter((keyword) => /^(LONGSTRN|CHECKSUM|DATASUM)$/.test(keyword)).length).toBe(3);
    expect(keywords.indexOf('LONGSTRN')).toBe(keywords.indexOf('LONG') - 1);
  }
  expect(readFits(encodeFits([{ name: 'T', columns: [] }])).hdus[1].header.get('LONGSTRN')).toBeUndefined();
});

test('a library that is written shard by shard, gzip or not', async () => {
  async function* shards() {
    const setup = { exposure: 1e5, seed: 1, shardSize: 7, background: undefined };
    for await (const shard of simulateShards(population('star'), 20, embeddedResponse(), setup))
      yield datasetFromSimulation(shard);
  }
  await writeLibraryStream(path('a.xsl'), 20, shards());
  await writeLibraryStream(path('a.xsl.gz'), 20, shards());
  expect(expectSums(readFileSync(path('a.xsl')))).toBe(3);
  expect(expectSums(gunzipSync(readFileSync(path('a.xsl.gz'))))).toBe(3);
});

test('the same table twice has two numbers', () => {
  const table = { name: 'T', columns: [{ name: 'V', format: 'J', data: [1] }] };
  const { hdus } = readFits(encodeFits([table, table, { ...table, version: 7 }]));
  expect(hdus.slice(1).map(({ header }) => header.get('EXTVER'))).toEqual([1, 2, 7]);
});

test('a spectrum with a background in its file has two numbered extensions', () => {
  const channel = [1, 2, 3];
  const background = { channel, counts: [0, 1, 0], exposure: 10 };
  writePha(path('both.pha'), { channel, counts: [4, 5, 6], exposure: 10, background });
  expect(expectSums(readFileSync(path('both.pha')))).toBe(3);
  const [, ...spectra] = readFits(path('both.pha')).hdus;
  expect(spectra.map(({ name, header }) => [name, header.get('EXTVER')])).toEqual([
    ['SPECTRUM', 1],
    ['SPECTRUM', 2],
  ]);
});
