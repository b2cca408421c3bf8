import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { XsiftError } from '../../ts/index.js';
import { readParquetColumns, writeTable } from '../../ts/table/index.js';
import { asciiRows, columns, folder, meta, readAll } from './fixture.js';

const at = folder();
const other = (name: string) => new URL(`files/${name}`, import.meta.url).pathname;

async function bytesOf(extension: string): Promise<Uint8Array> {
  const file = at(`t.${extension}`);
  await writeTable(file, { columns, rows: () => asciiRows, meta });
  return new Uint8Array(readFileSync(file));
}

/** Reads, and gives the error if there is one, which must be one that is thrown on purpose. */
async function attempt(read: () => Promise<unknown>, what: string): Promise<unknown> {
  try {
    await read();
    return undefined;
  } catch (error) {
    expect(error, `${what}: ${(error as Error).stack}`).toBeInstanceOf(XsiftError);
    return error;
  }
}

test.each(['ecsv', 'fits', 'vot', 'parquet'])(
  'a %s file that is cut short is an error wherever the cut is',
  async (extension) => {
    const bytes = await bytesOf(extension);
    // The first letters alone could be the name of a column of CSV.
    // Text may end after any row, and FITS has padding at its end, VOTable tags.
    const last = extension === 'parquet' ? 1 : extension === 'fits' ? 2880 : 60;
    const step = Math.ceil(bytes.length / 60);
    for (let length = 16; length < bytes.length - last; length += step) {
      const error = await attempt(() => readAll(bytes.slice(0, length)), `${length} of ${bytes.length} bytes`);
      if (extension !== 'ecsv') expect(error, `${length} of ${bytes.length} bytes`).toBeDefined();
    }
  },
);

test.each(['csv', 'ecsv', 'jsonl', 'fits', 'vot', 'parquet'])(
  'a %s file with wrong bytes gives a table or an error of ours',
  async (extension) => {
    const bytes = await bytesOf(extension);
    for (let k = 0; k < 150; k++) {
      const changed = bytes.slice();
      changed[(k * 7919) % bytes.length] ^= 1 << (k % 8);
      await attempt(() => readAll(changed), `${extension}, change ${k}`);
    }
  },
);

test('columns of numbers of a damaged Parquet file are numbers or an error of ours', async () => {
  const bytes = new Uint8Array(readFileSync(other('duckdb-snappy.parquet')));
  let errors = 0;
  for (let k = 0; k < 300; k++) {
    const changed = bytes.slice();
    changed[4 + ((k * 7919) % (bytes.length - 4))] ^= 1 << (k % 8);
    const read = async () => {
      for await (const { columns: found, rows } of readParquetColumns(changed, ['counts', 'n', 'pair', 'gaps']))
        for (const { values, start } of found) expect(start ? start[rows] : rows).toBeLessThanOrEqual(values.length);
    };
    if (await attempt(read, `change ${k}`)) errors++;
  }
  expect(errors).toBeGreaterThan(50);
});
