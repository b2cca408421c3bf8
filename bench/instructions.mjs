// npm run bench:instructions [-- --update]: instructions an item of each kernel, by callgrind, against bench/instructions.json.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { columns, figures } from './table.mjs';

/** More than this is a failure, less than its inverse worth writing down. */
const TOLERANCE = 1.1;
const isa = 'avx2';

const root = fileURLToPath(new URL('..', import.meta.url));
const stored = fileURLToPath(new URL('./instructions.json', import.meta.url));
const program = `${root}build/native/instructions`;
const env = { ...process.env, XSIFT_FORCE_ISA: isa, OMP_NUM_THREADS: '1' };
const has = (command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;

function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim() ?? status}`);
  return { stdout, stderr };
}

/** Why nothing can be counted here; undefined where it can. */
function reason() {
  if (process.arch !== 'x64') return `the counts are those of x86-64, not ${process.arch}`;
  if (!has('valgrind')) return 'valgrind not found (Debian: valgrind)';
  if (!has('cmake')) return 'cmake not found';
  return undefined;
}

function count(name) {
  const options = ['--tool=callgrind', '--toggle-collect=measured', '--callgrind-out-file=/dev/null'];
  const { stderr } = run('valgrind', [...options, program, name]);
  const found = /Collected : (\d+)/.exec(stderr);
  if (!found || found[1] === '0') throw new Error(`callgrind counted nothing of ${name}:\n${stderr}`);
  return Number(found[1]);
}

function measure() {
  run('cmake', ['-S', 'native', '-B', 'build/native', '-Wno-dev']);
  run('cmake', ['--build', 'build/native', '--target', 'instructions', '--parallel', '2']);
  const [compiler, ...lines] = run(program, []).stdout.trim().split('\n');
  const kernels = lines.map((line) => {
    const [, items, name] = /^(\d+) (.*)$/.exec(line) ?? [];
    return [name, Math.round((10 * count(name)) / Number(items)) / 10];
  });
  return { compiler, isa, instructions: Object.fromEntries(kernels) };
}

/** Prints old and new side by side; true when nothing became worse and nothing is missing. */
function compare(before, now) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const verdicts = names.map((name) => {
    const [old, current] = [before[name], now[name]];
    if (old === undefined) return 'not in the file';
    if (current === undefined) return 'gone';
    const ratio = current / old;
    if (ratio > TOLERANCE) return `WORSE: ${figures(ratio)} times`;
    return ratio < 1 / TOLERANCE ? `better: ${figures(ratio)} times` : '';
  });
  const cell = (value) => (value === undefined ? '-' : value.toLocaleString('en'));
  const rows = names.map((name, i) => [name, cell(before[name]), cell(now[name]), verdicts[i]]);
  console.log(columns([['instructions an item', 'before', 'now', ''], ...rows]));
  if (verdicts.some((verdict) => verdict.startsWith('better')))
    console.log('to keep what became better: npm run bench:instructions -- --update');
  return !verdicts.some((verdict) => /^(WORSE|not|gone)/.test(verdict));
}

function main() {
  const skip = reason();
  if (skip) return console.log(`instructions not counted: ${skip}`);
  const now = measure();
  const isUpdate = process.argv.includes('--update');
  const before = existsSync(stored) ? JSON.parse(readFileSync(stored, 'utf8')) : { instructions: {} };
  if (!isUpdate && before.compiler !== now.compiler)
    return console.log(`not compared: the file is by compiler ${before.compiler}, this is ${now.compiler}`);
  const isFine = compare(before.instructions, now.instructions);
  if (isUpdate) writeFileSync(stored, `${JSON.stringify(now, null, 2)}\n`);
  else if (!isFine) {
    console.log(
      'a kernel needs over 10 % more instructions than bench/instructions.json says, or the list changed. If that is meant: ' +
        'npm run bench:instructions -- --update, and commit the file with the change',
    );
    process.exitCode = 1;
  }
}

main();
