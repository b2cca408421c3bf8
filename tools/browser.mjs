// Bundles the script of report.html, chart code and Observable Plot in one file, as dist/report/browser.js: `npm run build:ts`
// runs it. The licences of what is bundled stand at its head.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));

const ownerLine = /^\s*copyright (\(c\) ?)?\d.*$/gim;

/** Licences of the packages that these files are from; those with the same conditions name their authors together. */
function licences(files) {
  const packages = new Set(files.flatMap((file) => file.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []));
  const byText = new Map();
  for (const folder of [...packages].sort()) {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const text = readFileSync(join(folder, 'LICENSE'), 'utf8').replaceAll('\r', '');
    const owners = text.match(ownerLine) ?? [];
    const conditions = text.replaceAll(ownerLine, '').replaceAll(/\s+/g, ' ').trim();
    const others = byText.get(conditions) ?? [];
    byText.set(conditions, [...others, `${name} ${version}: ${owners.map((owner) => owner.trim()).join('; ')}`]);
  }
  const parts = [...byText].map(([conditions, names]) => `${names.join('\n')}\n${conditions}`);
  return `/*! In this script:\n${parts.join('\n\n').replaceAll('*/', '* /')}\n*/`;
}

const bundle = await rolldown({
  input: join(root, 'ts/report/browser.ts'),
  platform: 'browser',
  resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
});
const { output } = await bundle.generate({ format: 'iife', minify: true });
await bundle.close();
const [chunk] = output;
const target = join(root, 'dist/report/browser.js');
const used = Object.entries(chunk.modules).filter(([, { renderedLength }]) => renderedLength > 0);
writeFileSync(target, `${licences(used.map(([file]) => file))}\n${chunk.code}`);
console.log(`${dirname(target)}: browser.js, ${Math.round(chunk.code.length / 1000)} kB`);
