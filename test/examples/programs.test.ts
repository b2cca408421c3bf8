import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parquetWriteFile } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import { Classifier } from '../../ts/index.js';
import { readTable } from '../../ts/table/index.js';
import { type Outcome, testFolder } from '../cli/xsift.js';
import { countsOf, writeSpectra } from './spectra.js';

const { folder, at } = testFolder();
const examples = fileURLToPath(new URL('../../examples/', import.meta.url));
const programs = readdirSync(examples).filter((name) => name.endsWith('.mjs'));
writeSpectra(folder);

const run = (program: string, ...args: string[]): Promise<Outcome> =>
  new Promise((resolve) =>
    execFile(process.execPath, [examples + program, ...args], { cwd: folder }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    ),
  );

test('each fits on a screen, imports xsift by its name, and is named by README and index', () => {
  const [index, readme] = ['README.md', '../README.md'].map((page) => readFileSync(examples + page, 'utf8'));
  expect(programs.length).toBeGreaterThan(3);
  for (const name of programs) {
    const program = readFileSync(examples + name, 'utf8');
    expect({ name, isShort: program.split('\n').length < 72 }).toEqual({ name, isShort: true });
    const imported = [...program.matchAll(/from '([^']+)'/g)].map(([, specifier]) => specifier);
    expect(imported.filter((specifier) => !/^(node:[\w_]+|xsift(\/\w+)?)$/.test(specifier))).toEqual([]);
    expect(index).toContain(`(${name})`);
    expect(readme).toContain(`examples/${name}`);
  }
});

test('pool.mjs: a fit of each spectrum by worker threads, and a line for one that is not there', async () => {
  const { code, out, err } = await run('pool.mjs', 'tbabs*ztbabs*powerlaw', 'agn.pha', 'none.pha', 'star.pha');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const fits = new Map(
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .map((fit) => [fit.file, fit]),
  );
  expect([...fits.keys()].sort()).toEqual(['agn.pha', 'none.pha', 'star.pha']);
  const { value, error } = fits.get('agn.pha').values.PhoIndex;
  expect(Math.abs(value - 1.8)).toBeLessThan(5 * error);
  expect(error).toBeLessThan(0.3);
  // No power law is a star: the fit is far worse.
  expect(fits.get('star.pha').goodness).toBeGreaterThan(fits.get('agn.pha').goodness + 3);
  expect(fits.get('none.pha').error).toContain('none.pha: cannot be read');
  expect(await run('pool.mjs')).toMatchObject({ code: 1, err: expect.stringContaining('usage: node pool.mjs') });
});

type Columns = Parameters<typeof parquetWriteFile>[0]['columnData'];

/** A table as pyarrow writes it: one value a row, and lists of counts. */
function writeCounts(name: string, counts: number[][]): void {
  const columnData: Columns = [
    { name: 'ID', data: counts.map((_, i) => 100 + i) },
    { name: 'COUNTS', data: counts },
    { name: 'EXPOSURE', data: counts.map(() => 1e5) },
  ];
  parquetWriteFile({
    filename: at(name),
    columnData,
    schema: [
      { name: 'root', num_children: 3 },
      { name: 'ID', type: 'INT32', repetition_type: 'REQUIRED' },
      { name: 'COUNTS', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', repetition_type: 'OPTIONAL', type: 'INT32' },
      { name: 'EXPOSURE', type: 'DOUBLE', repetition_type: 'REQUIRED' },
    ],
    rowGroupSize: 2,
  });
}

test('parquet.mjs: a verdict for each row, over the borders of row groups, and an error that names the row', async () => {
  const names = ['star', 'agn', 'agn', 'star', 'agn'] as const;
  const counts = names.map((name, i) => [...countsOf(name, i + 1)]);
  writeCounts('counts.parquet', counts);
  const files = ['s.rmf', 's.arf', 'verdicts.parquet'];
  const { code, out, err } = await run('parquet.mjs', 'counts.parquet', ...files);
  expect({ code, err, out }).toEqual({ code: 0, err: '', out: '5 verdicts in verdicts.parquet\n' });
  const table = await readTable(at('verdicts.parquet'));
  const rows = [];
  for await (const row of table.rows) rows.push(row);
  expect(rows.map(([id, , , verdict]) => [id, verdict])).toEqual(names.map((name, i) => [100 + i, name]));
  for (const [i, [, net, probability]] of rows.entries()) {
    expect(Number(probability) > 0.5).toBe(names[i] === 'agn');
    const all = counts[i].reduce((sum, count) => sum + count, 0);
    expect(net).toBeGreaterThan(0.8 * all);
    expect(net).toBeLessThanOrEqual(all);
  }
  counts[3].pop();
  writeCounts('cut.parquet', counts);
  const cut = await run('parquet.mjs', 'cut.parquet', ...files);
  expect(cut).toMatchObject({ code: 1, err: expect.stringContaining('cut.parquet, row 4: COUNTS has not the 1024') });
  expect((await readTable(at('verdicts.parquet'), { columns: ['ID'] })).columns).toHaveLength(1);
});

test('own-telescope.mjs: a model file with its card, and what it and the bank get right', async () => {
  const { code, out, err } = await run('own-telescope.mjs', 's.rmf', 's.arf', 'mine.safetensors', '400');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(Classifier.load(at('mine.safetensors')).classes).toEqual(['star', 'agn']);
  expect(readFileSync(at('mine.card.md'), 'utf8')).toContain('CHANDRA');
  const shares = [...out.matchAll(/^(network|best possible).*: right in ([\d.]+) %/gm)].map(([, , share]) => +share);
  expect(shares).toHaveLength(2);
  // 400 spectra of each class teach a little: more than a coin, less than is possible.
  expect(shares[0]).toBeGreaterThan(60);
  expect(shares[1]).toBeGreaterThan(shares[0]);
});
