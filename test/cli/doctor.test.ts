import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { instructionSet, packageVersion } from '../../ts/index.js';
import { testFolder, xsift } from './xsift.js';

const { folder } = testFolder();
const root = fileURLToPath(new URL('../..', import.meta.url));
const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(XSIFT_|SLURM_|OMP_)/.test(name)));
const doctor = (env: Record<string, string>, ...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'dist/lib/cli.js'), 'doctor', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...clean, ...env },
  });

test('doctor says what is installed and that it computes what it should', async () => {
  const { code, out, err } = await xsift(folder, 'doctor');
  expect(err, 'after a change that is meant to change counts: node tools/self-test.mjs').toBe('');
  expect(code).toBe(0);
  expect(out).toContain(`xsift ${packageVersion}\n  Node      ${process.versions.node}, Node-API `);
  expect(out).toContain(`  platform  ${process.platform} ${process.arch}`);
  expect(out).toMatch(new RegExp(`^ {2}kernels +${instructionSet()}.*; this machine and build have serial`, 'm'));
  expect(out).toMatch(/^self-test: passed$/m);
  expect(out).toMatch(/^plasma\/chianti\.bin +- +\d{3},\d{3} {2}[0-9a-f]{16}$/m);
});

test('every instruction set of this machine passes the self-test', () => {
  const { selfTest, native } = JSON.parse(doctor({}, '--json').stdout);
  expect(native.instructionSets).toContain(native.instructionSet);
  for (const isa of native.instructionSets) {
    const { status, stdout, stderr } = doctor({ XSIFT_FORCE_ISA: isa }, '--json');
    expect({ isa, status, stderr }).toEqual({ isa, status: 0, stderr: '' });
    const forced = JSON.parse(stdout);
    expect(forced.native.instructionSet).toBe(isa);
    expect(forced.selfTest.counts).toEqual(selfTest.counts);
    expect(forced.selfTest.training.lastLoss).toBeCloseTo(selfTest.training.lastLoss, 3);
  }
});

test('doctor says where the number of threads comes from', () => {
  const threadsBy = (env: Record<string, string>, ...args: string[]) =>
    JSON.parse(doctor(env, '--json', ...args).stdout).threads;
  expect(threadsBy({ OMP_NUM_THREADS: '3,2' })).toEqual({ count: 3, from: 'OMP_NUM_THREADS' });
  expect(threadsBy({ OMP_NUM_THREADS: '3', XSIFT_NUM_THREADS: '2' })).toEqual({ count: 2, from: 'XSIFT_NUM_THREADS' });
  expect(threadsBy({ XSIFT_NUM_THREADS: '2' }, '--threads', '1')).toEqual({ count: 1, from: '--threads' });
  expect(threadsBy({}).from).toBeUndefined();
  const { status, stderr } = doctor({ XSIFT_NUM_THREADS: 'many' });
  expect(status).toBe(1);
  expect(stderr).toBe('xsift: XSIFT_NUM_THREADS is NaN; it must be a whole number from 1 to 1024\n');
});

test('it lists every embedded file and the binary', () => {
  const { data, native } = JSON.parse(doctor({}, '--json').stdout);
  const files = readdirSync(join(root, 'data'), { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
  expect(data.map(({ name }: { name: string }) => name).sort()).toEqual(
    files.map(({ parentPath, name }) => join(parentPath, name).slice(join(root, 'data/').length)).sort(),
  );
  expect(native.file).toMatch(/\.node$/);
  expect(native.origin).toBe(native.file.includes('/prebuilds/') ? 'prebuilt' : 'compiled here');
});

test('an instruction set that is not there: what is known, one line of what is wrong, exit code 1', () => {
  const { status, stdout, stderr } = doctor({ XSIFT_FORCE_ISA: 'sse9' });
  expect(status).toBe(1);
  expect(stdout).toContain('native part  cannot be loaded');
  expect(stdout).not.toContain('self-test:');
  expect(stderr).toMatch(/^xsift: XSIFT_FORCE_ISA is 'sse9'; this machine and build support serial.*\n$/);
});
