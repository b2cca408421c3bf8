// Packs the project, installs the tarball into an empty project and uses it there: from ESM, from CommonJS, as a command, and
// from TypeScript at its strictest, declarations included.
// Run by .ci/run; exit 1 with the first thing that does not work.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** A program with the types that users name most; skipLibCheck is off, so our declarations must compile without our own tools. */
function checkTypes() {
  const program = `
    const classifier: xsift.Classifier = xsift.Classifier.load();
    const counts = new Uint32Array(1024);
    const edges = new Float64Array(1024);
    const spectra: xsift.Spectra = { count: 1, channels: 1024, eMin: edges, eMax: edges, counts };
    export const verdicts: Promise<xsift.Predictions> = classifier.predict(spectra);
    const table: ogip.FitsTable | undefined = ogip.readFits('x.fits').hdus[1]?.table;
    export const column: Float64Array | undefined = table?.read('COUNTS');`;
  writeFileSync(
    join(folder, 'esm.mts'),
    `import * as xsift from 'xsift';\nimport * as ogip from 'xsift/ogip';${program}`,
  );
  writeFileSync(
    join(folder, 'cjs.cts'),
    `import xsift = require('xsift');\nimport ogip = require('xsift/ogip');${program}`,
  );
  const compilerOptions = {
    ...{ target: 'ES2023', module: 'NodeNext', moduleResolution: 'NodeNext', strict: true, skipLibCheck: false },
    ...{ noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noEmit: true },
    ...{ types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.mts', '*.cts'] }));
  run(folder, process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-p', folder);
}

try {
  const [pack] = JSON.parse(run(root, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder));
  const files = pack.files.map((file) => file.path);
  for (const needed of [
    'dist/lib/index.js',
    'dist/index.d.ts',
    'dist/lib/cli.js',
    'dist/report/browser.js',
    'dist/classify/browser.js',
    'data/self-test.json',
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
  for (const file of files.filter((path) => /^dist\/.*\.d\.ts$/.test(path)))
    expect(
      existsSync(join(root, file.replace(/^dist/, 'ts').replace(/d\.ts$/, 'ts'))),
      `${file} is left from an older build: delete dist and run npm run build:ts`,
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
  checkTypes();
  for (const entry of Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).exports))
    if (entry !== './package.json')
      run(folder, 'node', '--input-type=module', '-e', `await import('xsift${entry.slice(1)}')`);
  const version = run(folder, 'npx', '--no-install', 'xsift', '--version').trim();
  expect(
    version === JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
    `xsift --version says ${version}`,
  );
  const megabytes = (pack.unpackedSize / 1e6).toFixed(1);
  console.log(
    `pack: ${files.length} files, ${megabytes} MB unpacked; installed and used from ESM, CommonJS, TypeScript and the command line`,
  );
} catch (error) {
  if (error instanceof Error && 'stdout' in error) console.error(error.stdout); // what a command of ours said before it failed
  throw error;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
