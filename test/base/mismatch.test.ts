import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { MismatchError } from '../../ts/base/index.js';
import { concatenate, writeLibraryStream } from '../../ts/dataset/index.js';
import { Classifier, train } from '../../ts/network/index.js';
import { population } from '../../ts/population/index.js';
import { createResponse, embeddedBackground, simulate } from '../../ts/simulation/index.js';
import { example } from '../dataset/example.js';
import { smallArf, smallRmf } from '../simulation/fixtures.js';

const folder = mkdtempSync(join(tmpdir(), 'xsift-mismatch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a call throws or its promise rejects with. */
async function mismatchOf(call: () => unknown): Promise<MismatchError> {
  try {
    await call();
  } catch (error) {
    expect(error).toBeInstanceOf(MismatchError);
    return error as MismatchError;
  }
  throw new Error('nothing was thrown');
}

test('the remedy ends the message, and the sides are fields', () => {
  const error = new MismatchError('a has 2 rows, b has 3', {
    what: 'spectra',
    expected: 2,
    found: 3,
    remedy: 'cut the last',
  });
  expect(error.message).toBe('a has 2 rows, b has 3; cut the last');
  expect(error).toMatchObject({
    name: 'MismatchError',
    what: 'spectra',
    expected: 2,
    found: 3,
    remedy: 'cut the last',
  });
  const cause = new Error('x');
  const plain = new MismatchError('a', { what: 'area', expected: 1, found: 2 }, { cause });
  expect([plain.message, plain.cause, plain.remedy]).toEqual(['a', cause, undefined]);
});

test.each<[string, () => unknown, Partial<MismatchError>]>([
  [
    'datasets of other channels',
    () => concatenate([example(2), example(2, { channels: 13 })]),
    { what: 'channels', expected: 12, found: 13, remedy: 'simulate both with the same response' },
  ],
  [
    'shards with a background and without',
    () => writeLibraryStream(join(folder, 'x.xsl'), 4, [example(2), example(2, { background: true })]),
    { what: 'background', expected: '"none"', found: '"there"' },
  ],
  [
    'datasets whose responses are described otherwise',
    () =>
      concatenate([
        { ...example(2), responseDescriptor: Float64Array.of(1), responseDescriptorNames: ['area'] },
        example(2),
      ]),
    { what: 'response', expected: 'area', found: 'none' },
  ],
  [
    'an ARF on another grid',
    () => createResponse(smallRmf(), { ...smallArf(), energHi: smallArf().energHi.with(11, 1.75) }),
    { what: 'energy grid', found: [smallArf().energLo[11], 1.75], remedy: 'use the ARF made for this RMF' },
  ],
  [
    'a background of another instrument',
    () => embeddedBackground('acis-i', createResponse(smallRmf(), smallArf())),
    { what: 'instrument', expected: 'ACIS', found: 'SMALL' },
  ],
  [
    'spectra that a classifier does not know',
    () => Classifier.load().predict(example(1)),
    { what: 'channels', found: '12 channels from 0.2 to 9.8 keV' },
  ],
  [
    'too few shards',
    () => writeLibraryStream(join(folder, 'x.xsl'), 3, [example(2)]),
    { what: 'spectra', expected: 3, found: 2 },
  ],
  [
    'validation data of other classes',
    () =>
      train(example(40), {
        ...{ band: [0, 100], countBand: [0, 100], minimumNetCounts: 0, epochs: 1 },
        validationData: example(4, { classes: ['agn', 'star'] }),
      }),
    { what: 'classes', expected: ['star', 'agn'], found: ['agn', 'star'] },
  ],
  [
    'a population that leaves out a source',
    () => {
      const sources = population('star');
      const response = createResponse(smallRmf(), smallArf());
      const sample = (count: number, options: { seed: number }) => ({ ...sources.sample(count, options), groups: [] });
      return simulate({ ...sources, sample }, 2, response, { exposure: 1, seed: 1 });
    },
    { what: 'sources', expected: 'each row once', found: 'no row 0' },
  ],
])('%s', async (_, call, fields) => {
  const error = await mismatchOf(call);
  expect(error).toMatchObject(fields);
  if (error.remedy) expect(error.message.endsWith(`; ${error.remedy}`)).toBe(true);
});

test('datasets have the names that their caller gives them', async () => {
  const two = [example(2), example(2, { channels: 13 })];
  const error = await mismatchOf(() => concatenate(two, { names: ['a.xsl', 'b.xsl'] }));
  expect(error.message).toMatch(/^b\.xsl has channels 13, a\.xsl has 12: /);
  expect(() => concatenate(two, { names: ['a.xsl'] })).toThrow('there are 1 names for 2 datasets');
});
