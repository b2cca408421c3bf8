import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { embeddedResponseTables } from '../../ts/index.js';
import { writePha } from '../../ts/ogip/index.js';
import { writeTable as writeRows } from '../../ts/table/index.js';
import { testFolder } from '../cli/xsift.js';
import { countsOf, writeSpectra } from '../examples/spectra.js';
import { writeTable as writeModelTable } from '../spectral/tableFixture.js';
import { commandLines, pages } from './blocks.js';

const { folder, at } = testFolder();
const root = fileURLToPath(new URL('../../', import.meta.url));

/** The files that the pages name. */
async function writeFiles(): Promise<void> {
  for (const name of ['.', 'spectra', 'archive']) {
    mkdirSync(at(name), { recursive: true });
    writeSpectra(at(name));
  }
  writeFileSync(at('archive/x_pha3.fits.gz'), gzipSync(readFileSync(at('agn.pha'))));
  const { channel, telescope, instrument, detector } = embeddedResponseTables().rmf;
  const region = { channel, exposure: 1e5, backScal: 20, counts: countsOf('agn').map((_, c) => (c % 7 === 0 ? 1 : 0)) };
  const source = { channel, telescope, instrument, detector, exposure: 1e5, backScal: 1, counts: countsOf('agn') };
  writePha(at('s.pi'), { ...source, background: region, respFile: 's.rmf', ancrFile: 's.arf' });
  writePha(at('bkg.pi'), { ...region, content: 'BKG' });
  copyFileSync(at('star.pha'), at('s.pha'));
  const columns = [{ name: 'PHA', type: 'string' as const }];
  for (const list of ['catalogue.ecsv', 'sources.ecsv'])
    await writeRows(at(list), { columns, rows: () => [['spectra/star.pha'], ['spectra/agn.pha']] });
  const edges = Array.from({ length: 51 }, (_, i) => 0.1 * 120 ** (i / 50));
  const shape = (power: number) => edges.slice(1).map((energy) => energy ** power);
  const parameters = [{ name: 'LogT_eff', values: [5.5, 6.5] }];
  writeModelTable(at('nsa.fits'), { parameters, edges, rows: [shape(-3), shape(-2)], header: [['ADDMODEL', true]] });
  writeTransmission('absori.fits', edges);
}

/** A table of factors, for mtable. */
function writeTransmission(name: string, edges: number[]): void {
  const rows = [edges.slice(1).map(() => 1), edges.slice(1).map((energy) => 1 - Math.exp(-energy))];
  writeModelTable(at(name), {
    parameters: [{ name: 'nH', values: [0, 1] }],
    edges,
    rows,
    header: [['ADDMODEL', false]],
  });
}

/** A dense layers model of TensorFlow.js on the 132 groups of four channels of 0.3 to 8 keV. */
function writeTrained(): void {
  const dense = (config: object) => ({ class_name: 'Dense', config: { use_bias: true, trainable: true, ...config } });
  const layers = [
    dense({ name: 'a', units: 3, activation: 'relu', batch_input_shape: [null, 132] }),
    dense({ name: 'b', units: 2, activation: 'softmax' }),
  ];
  const shapes = { 'a/kernel': [132, 3], 'a/bias': [3], 'b/kernel': [3, 2], 'b/bias': [2] };
  const weights = Object.entries(shapes).map(([name, shape]) => ({ name, shape, dtype: 'float32' }));
  mkdirSync(at('trained'));
  writeFileSync(at('trained/w.bin'), new Uint8Array(4 * (132 * 3 + 3 + 3 * 2 + 2)));
  const modelTopology = { class_name: 'Sequential', config: { name: 'made', layers } };
  const weightsManifest = [{ paths: ['w.bin'], weights }];
  writeFileSync(at('trained/model.json'), JSON.stringify({ format: 'layers-model', modelTopology, weightsManifest }));
}

const prelude = `set -o pipefail
xsift() { "${process.execPath}" "${root}dist/lib/cli.js" "$@"; }
npx() { shift; xsift "$@"; }
`;

/** Runs a line as a shell does. */
const shell = (line: string, env: Record<string, string> = {}): Promise<{ line: string; code: number; err: string }> =>
  new Promise((resolve) =>
    execFile('bash', ['-c', prelude + line], { cwd: folder, env: { ...process.env, ...env } }, (error, _, err) =>
      resolve({ line, code: error ? Number(error.code) : 0, err }),
    ),
  );

/** Less work than the page has, on files that are here. */
const small = (line: string) =>
  line
    .replace(/(simulate .*--count) \d+/, '$1 300')
    .replace(/(fakeit .*--count) \d+/, '$1 2')
    .replace(/quickstart$/, 'quickstart --count 300')
    .replaceAll('/archive', 'archive');

/** What lines leave that the next one of the page would not write over. */
const leavings = [
  'verdicts.csv',
  'verdicts.fits',
  'verdicts.vot',
  'verdicts.html',
  'sample.csv',
  'pictures',
  'look.html',
];

async function runPage(page: string, isRun = (_line: string) => true): Promise<void> {
  const lines = commandLines(pages.get(page)!).filter(isRun).map(small);
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) {
    for (const name of leavings) rmSync(at(name), { recursive: true, force: true });
    expect(await shell(line)).toMatchObject({ line, code: 0 });
    for (const [, out] of line.matchAll(/--(?:out|html|plots|plot) (\S+)/g))
      if (!/--count|%a/.test(line) || /simulate|quickstart/.test(line))
        expect({ line, out, isThere: existsSync(at(out)) }).toMatchObject({ isThere: true });
  }
}

await writeFiles();
writeTrained();
const isArray = (line: string) => line.includes('shard_');
const minutes = 60_000;

test('README.md', () => runPage('README.md', (line) => !line.startsWith('npm ')), 4 * minutes);
test('docs/README.md', () => runPage('docs/README.md'), 4 * minutes);
test('docs/classify.md', () => runPage('docs/classify.md'), 4 * minutes);
test('docs/catalogue.md', () => runPage('docs/catalogue.md', (line) => !isArray(line)), 4 * minutes);
test('docs/own-classifier.md', () => runPage('docs/own-classifier.md'), 4 * minutes);
test('docs/fake-spectra.md', () => runPage('docs/fake-spectra.md'), 4 * minutes);
test('docs/model-format.md', () => runPage('docs/model-format.md'), 4 * minutes);

test('the array job of docs/catalogue.md, task by task, and its merge', async () => {
  const [task, merge] = commandLines(pages.get('docs/catalogue.md')!).filter(isArray);
  for (const number of ['1', '2']) {
    const array = { TASK_ID: number, TASK_COUNT: '2', TASK_MIN: '1', TASK_MAX: '2', TASK_STEP: '1' };
    const env = Object.fromEntries(Object.entries(array).map(([name, value]) => [`SLURM_ARRAY_${name}`, value]));
    expect(await shell(task, env)).toMatchObject({ code: 0 });
  }
  rmSync(at('verdicts.fits'), { force: true });
  expect(await shell(merge)).toMatchObject({ code: 0 });
  expect(existsSync(at('verdicts.fits'))).toBe(true);
}, 120_000);

test('the program of docs/tables.md writes a table and reads it', async () => {
  const [, program] = /```js\n([\s\S]*?)```/.exec(pages.get('docs/tables.md')!)!;
  const table = `${root}dist/lib/table.js`;
  writeFileSync(at('tables.mjs'), program.replace("'xsift/table'", `'${table}'`));
  const said = await new Promise((resolve) =>
    execFile(process.execPath, ['tables.mjs'], { cwd: folder }, (_, out, err) => resolve(out + err)),
  );
  expect(said).toBe('a 10.5\nb null\n');
});
