// A catalogue of real size through the command, as docs/catalogue.md tells it: `npm run verify:catalogue` prints the tables of the section
// "Tried on". Files with responses and backgrounds of their own through folder, list and shards; counts through Parquet and a library; peak
// memory by the number of rows. Needs the build; what astropy and STILTS would read is left out, and said, where they are not installed.
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeCounts, writeFiles } from './catalogue/files.mjs';
import { rowsRead } from './catalogue/readers.mjs';
import { run, sameBytes } from './catalogue/run.mjs';
import { markdownTable } from './page.mjs';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '20000' },
    rows: { type: 'string', default: '10000,100000,1000000' },
    folder: { type: 'string' },
    threads: { type: 'string', default: String(availableParallelism()) },
  },
});
const files = Number(values.files);
const sizes = values.rows.split(',').map(Number);
// A folder that is named is kept, with the spectra for the next time.
const folder = resolve(values.folder ?? mkdtempSync(join(tmpdir(), 'xsift-catalogue-')));
const at = (name) => join(folder, name);
const say = (text) => process.stderr.write(`${text}\n`);
const failures = [];
const check = (isTrue, what) => {
  if (!isTrue) failures.push(what);
  return isTrue ? 'yes' : 'NO';
};
const classify = (...args) => run(folder, ['classify', '--threads', values.threads, '--overwrite', ...args]);

/** Every way in and out, with the network alone, and both methods once. */
async function throughFiles() {
  if (!existsSync(at('list.txt'))) {
    say(`writing ${files} spectra with responses of their own ...`);
    await writeFiles(folder, files);
  }
  /** @type {Record<string, { args: string[], out: string, part?: number }>} */
  const ways = {
    'a twentieth of the list to CSV, network and bank': {
      args: ['--files', 'list.txt', '--shard', '1/20'],
      out: 'auto.csv',
      part: 20,
    },
    'folder to CSV': { args: ['spectra', '--method', 'network'], out: 'folder.csv' },
    'list to FITS': { args: ['--files', 'list.txt', '--method', 'network'], out: 'list.fits' },
    'list to VOTable': { args: ['--files', 'list.txt', '--method', 'network'], out: 'list.vot' },
    'list to Parquet': { args: ['--files', 'list.txt', '--method', 'network'], out: 'list.parquet' },
  };
  const rows = [['', 'rows', 'once each', 'read by', 'peak memory']];
  for (const [name, { args, out, part = 1 }] of Object.entries(ways)) {
    const expected = Math.floor(files / part);
    say(name);
    const { peak } = await classify(...args, '--out', out);
    const { read, distinct, by } = await rowsRead(at(out));
    rows.push([
      name,
      read.toLocaleString('en-US'),
      check(read === expected && distinct === expected, `${name}: ${read} rows, ${distinct} different, of ${expected}`),
      by.join(', '),
      `${peak.toFixed(0)} MB`,
    ]);
  }
  return markdownTable(rows);
}

/** Four tasks of an array, two at a time, and their table against that of one run. */
async function throughShards() {
  say('four tasks of an array, merged');
  const task = (id) =>
    run(
      folder,
      [
        'classify',
        '--files',
        'list.txt',
        '--method',
        'network',
        '--threads',
        '1',
        '--out',
        'task_%a.csv',
        '--overwrite',
      ],
      {
        SLURM_ARRAY_TASK_ID: String(id),
        SLURM_ARRAY_TASK_COUNT: '4',
        SLURM_ARRAY_TASK_MIN: '1',
      },
    );
  await Promise.all([task(1), task(2)]);
  await Promise.all([task(3), task(4)]);
  await run(folder, ['merge', '--overwrite', 'merged.csv', ...[3, 1, 4, 2].map((id) => `task_${id}.csv`)]);
  const isSame = sameBytes(at('merged.csv'), at('folder.csv'));
  return `Four tasks of an array, merged: the bytes of one run: ${check(isSame, 'the merged table is another')}.`;
}

/** What pictures and a page take on the disk. */
async function throughPictures() {
  say('pictures and a page');
  rmSync(at('pictures'), { recursive: true, force: true });
  await classify(
    '--files',
    'list.txt',
    '--shard',
    '1/200',
    '--out',
    'drawn.csv',
    '--plots',
    'pictures',
    '--html',
    'page.html',
  );
  const sizes = readdirSync(at('pictures'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.png'))
    .map((name) => statSync(join(at('pictures'), name)).size);
  const expected = Math.floor(files / 200);
  check(sizes.length === expected, `${sizes.length} pictures of ${expected} spectra`);
  const kB = (bytes) => (bytes / 1000).toFixed(0);
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  return `${sizes.length} pictures of ${kB(mean)} kB each; a page of as many rows of ${kB(statSync(at('page.html')).size)} kB.`;
}

/** Counts without a response: the network of the paper asks for none. */
const rowsBy = ['--method', 'network', '--model', 'paper'];

/** Peak memory by the number of rows. */
async function throughRows() {
  const rows = [['rows', 'Parquet', 'library']];
  for (const count of sizes) {
    say(`${count} rows of counts`);
    const names = await writeCounts(folder, count);
    const cells = [count.toLocaleString('en-US')];
    for (const name of [names.parquet, names.library]) {
      const { peak } = await classify(name, ...rowsBy, '--out', 'rows.csv');
      const { read } = await rowsRead(at('rows.csv'));
      check(read === count, `${name}: ${read} rows of ${count}`);
      cells.push(`${peak.toFixed(0)} MB`);
      rmSync(at(name));
    }
    rows.push(cells);
  }
  return markdownTable(rows);
}

try {
  const parts = [await throughFiles(), await throughShards(), await throughPictures(), await throughRows()];
  console.log(`${cpus()[0].model}, ${values.threads} threads, Node ${process.versions.node}\n`);
  console.log(parts.join('\n\n'));
  for (const failure of failures) say(`FAILED: ${failure}`);
  process.exitCode = failures.length > 0 ? 1 : 0;
} finally {
  if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
}
