// Bundles what is shipped; `npm run build:ts` runs it. The package's own code, as dist/lib: a file for each entry point and what they
// share, because a hundred small modules take Node longer to open than to run. And the scripts of report.html and of the page of a
// catalogue, each with chart code and Observable Plot in one file, as browser.js in dist/report and dist/classify. Files that hold other
// packages have their licences at the head.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));

const ownerLine = /^\s*copyright (\(c\) .*|(\(c\))?\d.*)$/gim;

/** Licences of the packages that these files are from; those with the same conditions name their authors together. */
function licences(files) {
  const packages = new Set(files.flatMap((file) => file.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []));
  const byText = new Map();
  for (const folder of [...packages].sort()) {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const licence = readdirSync(folder).find((file) => /^licen[cs]e(\.md)?$/i.test(file));
    if (!licence) throw new Error(`${folder} has no licence to copy`);
    const licenceText = readFileSync(join(folder, licence), 'utf8').replaceAll('\r', '');
    const owners = licenceText.match(ownerLine) ?? [];
    const conditions = licenceText.replaceAll(ownerLine, '').replaceAll(/\s+/g, ' ').trim();
    const sharing = byText.get(conditions) ?? [];
    byText.set(conditions, [...sharing, `${name} ${version}: ${owners.map((owner) => owner.trim()).join('; ')}`]);
  }
  const notices = [...byText].map(([conditions, names]) => `${names.join('\n')}\n${conditions}`);
  return `/*! In this file:\n${notices.join('\n\n').replaceAll('*/', '* /')}\n*/`;
}

/** Entry points of the package (the exports of package.json), the command, and the code of its worker threads. */
const entries = {
  index: 'ts/index.ts',
  catalog: 'ts/catalog/index.ts',
  classify: 'ts/classify/index.ts',
  doctor: 'ts/doctor/index.ts',
  exchange: 'ts/exchange/index.ts',
  fit: 'ts/fit/index.ts',
  metrics: 'ts/metrics/index.ts',
  ogip: 'ts/ogip/index.ts',
  paper: 'ts/paper/index.ts',
  report: 'ts/report/index.ts',
  table: 'ts/table/index.ts',
  cli: 'ts/cli/main.ts',
  classifyWorker: 'ts/classify/parallel/thread.ts',
};
/** What the root needs, by its file; of whole catalogues only what classifies and formats rows. */
const core =
  /\/ts\/((spectral|catalog|population|simulation|fit|dataset|bank|network)\/|index\.ts$|table\/(lines|cells|types|ecsv)\.|classify\/((?!index)[^/]+$|parallel\/(?!thread)|inputs\/(openSource|types)))/;
const resolve = { extensionAlias: { '.js': ['.ts', '.js'] } };

async function bundlePackage() {
  const input = Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(root, file)]));
  // All files lie two folders below the root, as those of ts/ do: paths to data/ hold in both.
  const dir = join(root, 'dist/lib');
  rmSync(dir, { recursive: true, force: true });
  // valibot is cut to what is used: whole, it takes Node longer to read than all of xsift. pbf and fflate, of which export uses little,
  // are then no packages to install.
  const bundle = await rolldown({ input, platform: 'node', resolve, external: /^(?!(valibot|pbf|fflate)$)[^./]/ });
  const { output } = await bundle.write({
    dir,
    format: 'esm',
    chunkFileNames: 'shared-[name]-[hash].js',
    comments: false,
    banner: ({ moduleIds }) => (moduleIds.some((file) => file.includes('node_modules')) ? licences(moduleIds) : ''),
    codeSplitting: {
      // Opening a file costs more than reading a few more lines of it: the root is two shared files and itself.
      groups: [
        { name: 'files', test: /[\\/]ts[\\/](base|native|ogip|metrics)[\\/]|[\\/]valibot[\\/]/ },
        {
          name: 'core',
          test: (file) => core.test(file.replaceAll('\\', '/')),
        },
      ],
    },
  });
  await bundle.close();
  return output;
}

/** The script of a page. */
async function bundleScript(source, target) {
  const bundle = await rolldown({ input: join(root, source), platform: 'browser', resolve });
  const { output } = await bundle.generate({ format: 'iife', minify: true });
  await bundle.close();
  const [chunk] = output;
  const used = Object.entries(chunk.modules).filter(([, { renderedLength }]) => renderedLength > 0);
  const code = `${licences(used.map(([file]) => file))}\n${chunk.code}`;
  mkdirSync(dirname(join(root, target)), { recursive: true });
  writeFileSync(join(root, target), code);
  return `${target}: ${kilobytes(code)}`;
}

const kilobytes = (code) => `${Math.round(code.length / 1000)} kB`;
const chunks = await bundlePackage();
const code = chunks.map((chunk) => ('code' in chunk ? chunk.code : '')).join('');
const scripts = [
  await bundleScript('ts/report/browser.ts', 'dist/report/browser.js'),
  await bundleScript('ts/classify/page/browser/main.ts', 'dist/classify/browser.js'),
];
console.log(`dist/lib: ${chunks.length} files, ${kilobytes(code)}; ${scripts.join('; ')}`);
