// Compares the models with XSPEC, AtomDB, Sherpa and formulas, prints how far they agree, and makes docs/physics.md with its
// pictures: `npm run verify:physics [-- --out FOLDER]`. The reference files are third parties' (XSIFT_SHARED, default
// ../shared): without them nothing is written. Same package and files, same bytes.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { atomicWrite } from '../../dist/report/index.js';
import { comparisons } from './comparisons.mjs';
import { fillTemplate, markdownTable } from './page.mjs';
import { missingFiles, sharedFolder } from './reference.mjs';

const docs = fileURLToPath(new URL('../../docs', import.meta.url));
const { values: options } = parseArgs({ options: { out: { type: 'string', default: docs } } });

const missing = missingFiles(comparisons.flatMap(({ files }) => files));
if (missing.length > 0) {
  console.error(`cannot compare: these reference files are not in ${sharedFolder} (set XSIFT_SHARED):`);
  for (const path of missing) console.error(`  ${path}`);
  console.error('nothing was written');
  process.exit(1);
}

/** @param {{ pass: boolean, known?: unknown }} row */
const verdict = ({ pass, known }) => (pass ? 'pass' : known ? 'differs, known' : 'DIFFERS');
const results = [];
for (const { run } of comparisons) {
  const result = await run();
  for (const row of result.rows)
    console.log([verdict(row).padEnd(15), row.name, row.against, row.tolerance, row.value].join(' | '));
  results.push(result);
}

const rows = results.flatMap((result) => result.rows);
const summary = markdownTable([
  ['what', 'against', 'tolerance', 'found', ''],
  ...rows.map((row) => [row.name, row.against, row.tolerance, row.value, verdict(row).toLowerCase()]),
]);
const texts = Object.assign({ summary }, ...results.map((result) => result.texts));
const pictures = Object.assign({}, ...results.map((result) => result.pictures));
const template = readFileSync(new URL('physics.template.md', import.meta.url), 'utf8');
const shown = [...template.matchAll(/\]\(physics\/([\w-]+\.png)\)/g)].map(([, name]) => name);
const made = Object.keys(pictures);
for (const name of [...shown, ...made])
  if (!shown.includes(name) || !made.includes(name)) throw new Error(`${name} is not both made and in the template`);

const page = fillTemplate(template, texts);
const folder = join(options.out, 'physics');
mkdirSync(folder, { recursive: true });
for (const [name, png] of Object.entries(pictures)) atomicWrite(join(folder, name), png);
atomicWrite(join(options.out, 'physics.md'), page);

const failed = rows.filter((row) => verdict(row) === 'DIFFERS');
console.log(
  `${rows.filter((row) => row.pass).length} of ${rows.length} pass; ${join(options.out, 'physics.md')} written`,
);
if (failed.length > 0) {
  console.error(`${failed.length} differ, which the page does not know: ${failed.map((row) => row.key).join(', ')}`);
  process.exitCode = 1;
}
