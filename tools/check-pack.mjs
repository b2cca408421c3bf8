// Packs the project, installs the tarball into an empty project and uses it there from ESM, from CommonJS and as a command.
// Run by .ci/run; exit 1 with the first thing that does not work.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'xsift-pack-'));
const run = (cwd, command, ...args) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const expect = (condition, message) => {
  if (!condition) throw new Error(message);
};

try {
  const [pack] = JSON.parse(run(root, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder));
  const files = pack.files.map((file) => file.path);
  for (const needed of [
    'dist/index.js',
    'dist/index.d.ts',
    'dist/cli/main.js',
    'binding.gyp',
    'native/sources.txt',
    'LICENSE',
  ])
    expect(files.includes(needed), `the tarball lacks ${needed}`);
  for (const source of readFileSync(join(root, 'native/sources.txt'), 'utf8').split('\n').filter(Boolean))
    expect(files.includes(`native/${source}`), `the tarball lacks native/${source}`);
  expect(
    !files.some((file) => /^(test|build|tools|bench)\//.test(file)),
    'the tarball holds files that are not for users',
  );

  writeFileSync(join(folder, 'package.json'), '{"name":"empty","private":true}');
  run(folder, 'npm', 'install', '--no-audit', '--no-fund', join(folder, pack.filename));
  const use = (load) => `${load}
    const spectrum = xsift.model('powerlaw(2, 1)').bind(Float64Array.of(1, 2), Float64Array.of(2, 4)).evaluate();
    if (Math.abs(spectrum[0] - 0.5) > 1e-12 || Math.abs(spectrum[1] - 0.25) > 1e-12) throw new Error('powerlaw: ' + spectrum);
    console.log('ok');`;
  writeFileSync(join(folder, 'esm.mjs'), use("import * as xsift from 'xsift';"));
  writeFileSync(join(folder, 'cjs.cjs'), use("const xsift = require('xsift');"));
  expect(run(folder, 'node', 'esm.mjs').trim() === 'ok', 'import from ESM');
  expect(run(folder, 'node', '--no-warnings', 'cjs.cjs').trim() === 'ok', 'require from CommonJS');
  const version = run(folder, 'npx', '--no-install', 'xsift', '--version').trim();
  expect(
    version === JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
    `xsift --version says ${version}`,
  );
  const megabytes = (pack.unpackedSize / 1e6).toFixed(1);
  console.log(
    `pack: ${files.length} files, ${megabytes} MB unpacked; installed and used from ESM, CommonJS and the command line`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
