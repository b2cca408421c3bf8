// Spectra that services have as bytes, classified as those of files are.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openSource, sourceOf } from '../../../ts/classify/inputs/index.js';
import {
  agn,
  type ClassifyFilesOptions,
  classifyFiles,
  createResponse,
  embeddedResponseTables,
  type FileInput,
  fakeIt,
  type SourceVerdict,
  stars,
  templateBank,
} from '../../../ts/index.js';
import { writeArf, writeFits, writePha, writeRmf } from '../../../ts/ogip/index.js';

const folder = mkdtempSync(join(tmpdir(), 'xsift-classify-bytes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

const { rmf, arf } = embeddedResponseTables();
writeRmf(at('s.rmf'), rmf);
writeArf(at('s.arf'), arf);
const { telescope, instrument, detector, channel } = rmf;
const { counts } = fakeIt({
  ...{ model: 'tbabs(0.05)*powerlaw(1.9, 3e-4)', exposure: 1e4, seed: 1 },
  response: createResponse(rmf, arf),
});
const common = { channel, counts: Float64Array.from(counts), exposure: 1e4, telescope, instrument, detector };
writePha(at('s.pha'), { ...common, respFile: 's.rmf', ancrFile: 's.arf' });
const bank = templateBank([stars(), agn()], { templates: 64 });

async function verdictsOf(files: Iterable<FileInput>, options?: ClassifyFilesOptions): Promise<SourceVerdict[]> {
  const rows: SourceVerdict[] = [];
  for await (const row of classifyFiles(files, bank, options)) rows.push(row);
  return rows;
}

test('the verdict on bytes is that on their file, in every form of bytes, with the name that they have', async () => {
  const [ofFile] = await verdictsOf([at('s.pha')]);
  expect(ofFile.probabilities[0]).toBeGreaterThan(0);
  const bytes = readFileSync(at('s.pha'));
  const response = { rmf: readFileSync(at('s.rmf')), arf: at('s.arf') };
  const inputs: FileInput[] = [
    new Uint8Array(bytes),
    new Uint8Array(bytes).buffer,
    new Blob([new Uint8Array(bytes)]),
    new File([new Uint8Array(bytes)], 'upload.pha'),
    { file: 'named.pha', bytes },
  ];
  const rows = await verdictsOf(inputs, response);
  const unnamed = '(bytes)';
  expect(rows.map(({ file }) => file)).toEqual([unnamed, unnamed, unnamed, 'upload.pha', 'named.pha']);
  for (const row of rows) expect({ ...row, file: ofFile.file }).toEqual(ofFile);
});

test('files of a source come before those of the options; bytes without a response get a row with the remedy', async () => {
  const bytes = readFileSync(at('s.pha'));
  const [own, none] = await verdictsOf(
    [
      { file: 'x', bytes, rmf: at('s.rmf'), arf: at('s.arf') },
      { file: 'y', bytes },
    ],
    {
      arf: at('s.arf'),
    },
  );
  expect(own.error).toBeUndefined();
  expect(none).toMatchObject({
    file: 'y',
    error: expect.stringMatching(/^RESPFILE is s\.rmf, and bytes have no folder/),
  });
  const [wrong] = await verdictsOf([{ file: at('s.pha'), rmf: at('nil.rmf') }], { rmf: at('s.rmf') });
  expect(wrong.error).toContain('nil.rmf');
});

test('a row of a type II file', async () => {
  writeFits(at('two.pha'), [
    {
      name: 'SPECTRUM',
      header: [
        ['HDUCLAS1', 'SPECTRUM'],
        ['EXPOSURE', 10],
        ['OBJECT', 'A'],
      ],
      columns: [
        { name: 'CHANNEL', format: '2I', data: [1, 2, 1, 2] },
        { name: 'COUNTS', format: '2J', data: [1, 0, 2, 5] },
      ],
    },
  ]);
  const opened = openSource(await sourceOf({ file: at('two.pha'), row: 2 }));
  expect([opened.count, opened.isTypeII, [...opened.read().counts], [...opened.read(1).counts]]).toEqual([
    2,
    true,
    [2, 5],
    [1, 0],
  ]);
  const [row] = await verdictsOf([{ file: at('two.pha'), row: 2 }]);
  expect([row.counts, row.error]).toEqual([7, expect.stringContaining('no RMF is known')]);
});

test('what is no file is refused', async () => {
  await expect(verdictsOf([5 as unknown as string])).rejects.toThrow(
    'a file is 5; its path, its bytes or { file, bytes }',
  );
  await expect(verdictsOf([{ bytes: new Uint8Array(3) } as FileInput])).rejects.toThrow('a file is an object');
});
