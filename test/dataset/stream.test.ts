import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, expect, test } from 'vitest';
import {
  concatenate,
  createResponse,
  type Dataset,
  datasetFromSimulation,
  embeddedBackground,
  embeddedResponseTables,
  FileError,
  MismatchError,
  ParameterError,
  population,
  readLibrary,
  selectRows,
  simulate,
  simulateShards,
  writeLibrary,
  writeLibraryStream,
} from '../../ts/index.js';
import { example } from './example.js';

const folder = mkdtempSync(join(tmpdir(), 'xsift-stream-'));
const at = (name: string) => join(folder, name);
const bytes = (name: string) => readFileSync(at(name));
afterEach(() => {
  for (const name of readdirSync(folder)) rmSync(at(name));
});
afterAll(() => rmSync(folder, { recursive: true }));

const { rmf, arf } = embeddedResponseTables();
const response = createResponse(rmf, arf);
const rowsOf = (dataset: Dataset, from: number, to: number) =>
  selectRows(
    dataset,
    [...Array(dataset.count).keys()].filter((row) => row >= from && row < to),
  );
/** A library in which the first shard has one class only, and a property is NaN in some. */
const whole = example(30, { background: true, channels: 700, classes: ['a long name', 'b'] });
const pieces = [rowsOf(whole, 0, 1), rowsOf(whole, 1, 2), rowsOf(whole, 2, 29), rowsOf(whole, 29, 30)];

test('the same bytes as of the whole library, also with gzip', async () => {
  for (const name of ['xsl', 'xsl.gz']) {
    writeLibrary(at(`whole.${name}`), whole);
    await writeLibraryStream(at(`parts.${name}`), 30, pieces);
    expect(bytes(`parts.${name}`).equals(bytes(`whole.${name}`))).toBe(true);
  }
  expect(gunzipSync(bytes('parts.xsl.gz')).equals(bytes('whole.xsl'))).toBe(true);
  expect(readLibrary(at('parts.xsl'))).toEqual(concatenate(pieces));
});

test.each([false, true])('a simulation gives the same file in shards of any size, background %s', async (has) => {
  const background = has ? embeddedBackground('acis-i', response) : undefined;
  const responses = has
    ? response
    : [response, createResponse(rmf, { ...arf, specResp: arf.specResp.map((a) => a / 2) })];
  const options = { exposure: 1e5, seed: 3, threads: 2, background };
  writeLibrary(at('whole'), datasetFromSimulation(await simulate(population('agn'), 150, responses, options)));
  for (const shardSize of [13, 64, 1000]) {
    const seen: number[] = [];
    const onProgress = (done: number) => void seen.push(done);
    const shards = async function* () {
      const run = { ...options, threads: 1, shardSize, onProgress };
      for await (const shard of simulateShards(population('agn'), 150, responses, run))
        yield datasetFromSimulation(shard);
    };
    await writeLibraryStream(at('shards'), 150, shards());
    expect(bytes('shards').equals(bytes('whole')), `shards of ${shardSize}`).toBe(true);
    expect(seen.at(-1)).toBe(150);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  }
});

test('a simulation in shards starts where it is told, and stops when the loop is left', async () => {
  const run = { exposure: 1e5, seed: 3, threads: 1 };
  const atOnce = await simulate(population('star'), 60, response, run);
  const firsts: number[] = [];
  for await (const { first, count, counts } of simulateShards(population('star'), 50, response, {
    ...run,
    first: 10,
    shardSize: 20,
  })) {
    firsts.push(first);
    expect(counts).toEqual(atOnce.counts.subarray(first * atOnce.channels, (first + count) * atOnce.channels));
  }
  expect(firsts).toEqual([10, 30, 50]);
  let progress = 0;
  for await (const _ of simulateShards(population('star'), 1e9, response, {
    ...run,
    shardSize: 100,
    onProgress: (done) => {
      progress = done;
    },
  }))
    break;
  expect(progress).toBeLessThanOrEqual(200);
  await expect(simulateShards(population('star'), 10, response, { ...run, shardSize: 0 }).next()).rejects.toThrow(
    'shardSize is 0',
  );
  await expect(simulateShards(population('star'), 2, response, { ...run, first: 2 ** 53 - 1 }).next()).rejects.toThrow(
    ParameterError,
  );
});

test.each(['old.xsl', 'old.xsl.gz'])('an abort or an error half way leaves nothing: %s', async (name) => {
  const stop = new AbortController();
  const reason = new Error('enough');
  const shards = async function* () {
    const run = { exposure: 1e5, seed: 1, threads: 1, shardSize: 500, signal: stop.signal };
    for await (const shard of simulateShards(population('star'), 5000, response, run)) {
      yield datasetFromSimulation(shard);
      // What is there by now is a temporary file.
      expect(readdirSync(folder)).toEqual([expect.stringMatching(/^\.old\.xsl.*\.tmp$/)]);
      stop.abort(reason);
    }
  };
  await expect(writeLibraryStream(at(name), 5000, shards())).rejects.toBe(reason);
  expect(readdirSync(folder)).toEqual([]);
  writeFileSync(at(name), 'precious');
  const failing = function* () {
    yield pieces[0];
    throw reason;
  };
  await expect(writeLibraryStream(at(name), 30, failing())).rejects.toBe(reason);
  expect(bytes(name).toString()).toBe('precious');
  expect(readdirSync(folder)).toEqual([name]);
});

test('shards that do not make one library', async () => {
  const [piece] = pieces;
  const { nH: _, ...withoutNH } = piece.properties;
  const wrong: [number, Dataset[], string][] = [
    [2, [piece], 'the shards hold 1 spectra; the library was to have 2'],
    [1, [], 'the shards hold 0 spectra; the library was to have 1'],
    [1, [piece, piece], 'shard 2 brings the library to 2 spectra or more; it was to have 1'],
    [2, [piece, example(1)], 'shard 2 has channels 12, the first has 700'],
    [2, [piece, { ...piece, classes: ['b', 'a long name'] }], 'shard 2 has the classes ["b","a long name"], the first'],
    [2, [piece, { ...piece, properties: withoutNH }], 'shard 2 has the properties [], the first has ["nH"]'],
    [2, [piece, { ...piece, provenance: [] }], 'shard 2 has the provenance []'],
    [
      2,
      [piece, { ...piece, backgroundCounts: undefined, backgroundScale: undefined }],
      'shard 2 has the background "none", the first has "there"',
    ],
  ];
  for (const [spectra, shards, message] of wrong) {
    await expect(writeLibraryStream(at('a'), spectra, shards), message).rejects.toThrow(MismatchError);
    await expect(writeLibraryStream(at('a'), spectra, shards)).rejects.toThrow(message);
  }
  const odd: [number, Dataset[], string][] = [
    [0, [piece], 'spectra is 0'],
    [2 ** 31, [piece], 'spectra is 2147483648'],
    [2, [piece, { ...piece, labels: Uint8Array.of(2) }], 'shard 2.labels row 0 is 2'],
    [1, [{ ...piece, properties: { counts: new Float64Array(1) } }], "the property 'counts' cannot be a column"],
  ];
  for (const [spectra, shards, message] of odd) {
    await expect(writeLibraryStream(at('a'), spectra, shards), message).rejects.toThrow(ParameterError);
    await expect(writeLibraryStream(at('a'), spectra, shards)).rejects.toThrow(message);
  }
  expect(readdirSync(folder)).toEqual([]);
});

test('where nothing can be written: the file and the reason', async () => {
  await expect(writeLibraryStream(at('no/folder.xsl'), 30, pieces)).rejects.toThrow(
    new FileError(at('no/folder.xsl'), 'cannot be written: no such file or folder'),
  );
  await expect(writeLibraryStream(folder, 30, pieces)).rejects.toThrow('is a folder, not a file');
});

test.skipIf(!existsSync('/dev/full'))('a full disk', async () => {
  await expect(writeLibraryStream('/dev/full', 30, pieces)).rejects.toThrow(FileError);
  await expect(writeLibraryStream('/dev/full', 30, pieces)).rejects.toThrow(
    '/dev/full: cannot be written: no space left',
  );
});
