// npm run bench [-- options]: xsift and its peers, measured in turn in one run. docs/performance.md says how.
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { makeData } from './data.mjs';
import { measureCase } from './measure.mjs';
import { tableOf } from './table.mjs';

const help = `npm run bench -- [options]

  --quick           one short round each, small data: does it run, about how fast; nothing is written
  --only PATTERN    only cases whose name matches this regular expression; nothing is written
  --no-peers        xsift alone
  --threads N       only cases of N threads
  --rounds N        rounds of each case (7)
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
    list: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function allCases() {
  const folder = new URL('./cases/', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.mjs'));
  return (await Promise.all(files.sort().map(async (file) => (await import(new URL(file, folder))).cases))).flat();
}

async function main() {
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
  const results = [];
  for (const one of chosen) results.push(await measureCase(one, data, settings));
  if (options.json) console.log(JSON.stringify(results, null, 1));
  else console.log(tableOf(results));
}

if (options.help) console.log(help);
else await main();
