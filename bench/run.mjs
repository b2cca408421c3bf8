// npm run bench [-- options]: xsift and its peers, measured in turn in one run. docs/performance.md says how.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeData } from './data.mjs';
import { bestOf, machine, roofline } from './machine.mjs';
import { measureCase } from './measure.mjs';
import { page } from './page.mjs';
import { ratioPlot } from './picture.mjs';
import { measureScaling, scalingPlots, scalingSection } from './scaling.mjs';
import { measureStorage, storageSection } from './storage.mjs';
import { tableOf } from './table.mjs';

const help = `npm run bench -- [options]

  --quick           one short round each, small data: does it run, about how fast; nothing is written
  --only PATTERN    only cases whose name matches this regular expression; nothing is written
  --no-peers        xsift alone
  --threads N       only cases of N threads
  --rounds N        rounds of each case (7)
  --scaling         instead: time and memory against the number of spectra and threads (--most N spectra, 1e6)
  --list            the names of the cases
  --json            the results as JSON on stdout, progress on stderr

Peers that are not installed are skipped with a line that says what they need.`;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    'no-peers': { type: 'boolean', default: false },
    threads: { type: 'string' },
    rounds: { type: 'string' },
    scaling: { type: 'boolean', default: false },
    most: { type: 'string' },
    list: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** In the order in which data flows; what is not named here comes last. */
const order = ['spectral', 'response', 'poisson', 'simulate', 'training', 'predict', 'likelihood'];

async function allCases() {
  const folder = new URL('./cases/', import.meta.url);
  const place = (file) => (order.indexOf(file.replace('.mjs', '')) + order.length + 1) % (order.length + 1);
  const files = readdirSync(folder).filter((file) => file.endsWith('.mjs'));
  files.sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
  return (await Promise.all(files.map(async (file) => (await import(new URL(file, folder).href)).cases))).flat();
}

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const stored = (name) => {
  const file = at(`bench/results/${name}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
};

/** Stores a result and makes docs/performance.md from all that are stored. */
function write(name, result) {
  mkdirSync(at('bench/results'), { recursive: true });
  writeFileSync(at(`bench/results/${name}.json`), `${JSON.stringify(result, null, 1)}\n`);
  const [kernels, scaling] = [stored('kernels'), stored('scaling')];
  if (kernels) {
    const sections = [
      page(kernels),
      ...(kernels.storage ? [storageSection(kernels.storage)] : []),
      ...(scaling ? [scalingSection(scaling)] : []),
    ];
    writeFileSync(at('docs/performance.md'), sections.join('\n'));
    writeFileSync(at('docs/performance.png'), ratioPlot(kernels.results).png);
  }
  if (scaling)
    for (const [quantity, png] of Object.entries(scalingPlots(scaling)))
      writeFileSync(at(`docs/performance-scaling-${quantity}.png`), png);
  console.error(`written: bench/results/${name}.json${kernels ? ', docs/performance.md and its plots' : ''}`);
}

async function main() {
  if (options.scaling) {
    const log = (line) => console.error(line);
    return write('scaling', measureScaling({ most: Number(options.most ?? 1e6), log }));
  }
  const pattern = new RegExp(options.only ?? '', 'i');
  const chosen = (await allCases()).filter(
    ({ name, threads = 1 }) => pattern.test(name) && (!options.threads || threads === Number(options.threads)),
  );
  if (chosen.length === 0) throw new Error(`no case matches --only ${options.only}; --list names them`);
  if (options.list) return console.log(chosen.map(({ name }) => name).join('\n'));
  const settings = {
    quick: options.quick,
    peers: !options['no-peers'],
    rounds: Number(options.rounds ?? (options.quick ? 1 : 7)),
    seconds: options.quick ? 0.05 : 0.25,
    log: (line) => console.error(line),
  };
  const data = await makeData(settings);
  const before = options.quick ? undefined : roofline();
  const results = [];
  for (const benchCase of chosen) results.push(await measureCase(benchCase, data, settings));
  // Of a part, page and plot would be a mixture of machines and versions.
  const isWhole = !options.quick && !options.only && !options['no-peers'] && !options.threads;
  const storage = isWhole ? measureStorage(settings) : undefined;
  const { rows, width, fill, energies, channels, nonzero } = data;
  const run = {
    machine: machine(),
    roofline: options.quick ? undefined : bestOf(before, roofline()),
    settings: { rounds: settings.rounds, seconds: settings.seconds },
    data: { rows, width, fill, energies, channels, nonzero },
    results,
    ...(storage && { storage }),
  };
  if (isWhole) write('kernels', run);
  if (options.json) console.log(JSON.stringify(run, null, 1));
  else console.log(tableOf(run));
}

if (options.help) console.log(help);
else await main();
