import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { packageVersion } from '../../ts/index.js';
import { writePha } from '../../ts/ogip/index.js';
import { testFolder } from './xsift.js';

const { folder, at } = testFolder();
const root = fileURLToPath(new URL('../..', import.meta.url));
/** A machine on which no addon can be loaded. */
const withoutAddon = 'data:text/javascript,process.dlopen = () => { throw new Error("no addons here") }';

function node(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', withoutAddon, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}
const xsift = (...args: string[]) => node(join(root, 'dist/lib/cli.js'), ...args);

test('help, versions and files are there without the native part', () => {
  const pha = { channel: Int32Array.of(1, 2, 3), counts: Uint32Array.of(0, 3, 1), exposure: 1000 };
  writePha(at('s.pha'), pha);
  expect(xsift('--version')).toEqual({ status: 0, stdout: `${packageVersion}\n`, stderr: '' });
  for (const args of [['--help'], ['simulate', '--help'], ['model', '--list']])
    expect(xsift(...args)).toMatchObject({ status: 0, stderr: '' });
  expect(xsift('info', 's.pha')).toMatchObject({
    status: 0,
    stderr: '',
    stdout: expect.stringContaining('exposure (s)  1000'),
  });
  const script = `import { readPha } from '${root}dist/lib/ogip.js'; console.log(readPha('s.pha').counts.join());`;
  expect(node('--input-type=module', '-e', script)).toEqual({ status: 0, stdout: '0,3,1\n', stderr: '' });
});

test('what needs it says why it cannot be loaded, what was there, and the remedy', () => {
  const { status, stdout, stderr } = xsift('model', 'powerlaw(1.7)');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^xsift: the native part of xsift could not be loaded for \w+-\w+ with Node [\d.]+:\n/);
  expect(stderr).toContain('  - no addons here\n');
  expect(stderr).toMatch(/compiled on this machine \(.*xsift\.node\): (not )?there\n/);
  expect(stderr).toMatch(/shipped with the package \(.*prebuilds\): /);
  expect(stderr).toContain('Remedy: run "npm rebuild xsift"');
});

test('doctor says the same, and what it can find out all the same', () => {
  const { status, stdout, stderr } = xsift('doctor');
  expect(status).toBe(1);
  expect(stdout).toContain(`xsift ${packageVersion}`);
  expect(stdout).toMatch(/native part +cannot be loaded/);
  expect(stdout).toContain('plasma/chianti.bin');
  expect(stderr).toContain('  - no addons here\n');
  expect(JSON.parse(xsift('doctor', '--json').stdout).native.error).toContain('no addons here');
});
