// How right, calibrated and honest the classifiers are, beside the best that can be: measures them and makes docs/classifier.md with
// its pictures: `npm run verify:classifier [-- --quick] [--responses FOLDER] [--spectra FOLDER] [--out FOLDER]`. Real responses and
// spectra are reference files of third parties (XSIFT_SHARED, default ../shared); without them their parts are left out, and said so.
// `--page` makes the page again from the numbers of the last run (build/classifier.json).
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { atomicWrite } from '../../dist/report/index.js';
import { marksOf } from './classifier/judge.mjs';
import { measure, sizes } from './classifier/measure.mjs';
import { pageOf } from './classifier/page.mjs';
import { picturesOf } from './classifier/pictures.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    page: { type: 'boolean', default: false },
    responses: { type: 'string' },
    spectra: { type: 'string' },
    out: { type: 'string' },
  },
});
const name = options.quick ? 'classifier-quick' : 'classifier';
// A quick run is no record: its page stays in build.
const out = options.out ?? join(root, options.quick ? 'build' : 'docs');
const numbersFile = options.out ? join(options.out, `${name}.json`) : join(root, 'build', `${name}.json`);

if (!options.page) {
  const result = await measure(sizes[options.quick ? 'quick' : 'full'], {
    ...{ isQuick: options.quick, folder: options.responses, spectra: options.spectra },
  });
  mkdirSync(dirname(numbersFile), { recursive: true });
  atomicWrite(numbersFile, `${JSON.stringify(result, null, 1)}\n`);
}
// JSON has no NaN: what cannot be known is null in the file, in both ways of making the page.
const numbers = JSON.parse(readFileSync(numbersFile, 'utf8'));
const template = readFileSync(new URL('classifier.template.md', import.meta.url), 'utf8');
const folder = join(out, name);
mkdirSync(folder, { recursive: true });
for (const [file, png] of Object.entries(picturesOf(numbers))) atomicWrite(join(folder, file), png);
atomicWrite(join(out, `${name}.md`), pageOf(numbers, template).replaceAll('](classifier/', `](${name}/`));
for (const { id, verdict, found } of marksOf(numbers)) console.log(`${verdict.padEnd(12)} ${id}: ${found}`);
console.log(`${join(out, `${name}.md`)} written`);
