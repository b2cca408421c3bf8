import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** The folders of ts/ (and files beside them) in the order in which data flows: each imports only from those before it (docs/design.md). */
const layers = (
  'base native ogip table spectral catalog population simulation fit dataset bank network exchange metrics chart report ' +
  'classify doctor paper cli'
).split(' ');
/** The public entry points: all that these folders may import beside their own files. */
const entries = [
  '',
  'catalog/',
  'classify/',
  'doctor/',
  'exchange/',
  'fit/',
  'metrics/',
  'ogip/',
  'paper/',
  'report/',
  'table/',
].map((folder) => `${folder}index.ts`);
const onEntriesAlone = ['paper', 'cli'];

const root = fileURLToPath(new URL('../ts/', import.meta.url));
const files = (readdirSync(root, { recursive: true }) as string[]).filter((file) => file.endsWith('.ts'));
/** Files that a file imports, types too. */
const imports = new Map(
  files.map((file) => {
    const code = readFileSync(join(root, file), 'utf8').replaceAll(/^\s*(\/\/|\*|\/\*\*).*$/gm, '');
    const paths = [...code.matchAll(/(?:from|import|import\()\s*'(\.[^']+)\.js'/g)].map(([, path]) => path);
    return [file, paths.map((path) => relative(root, join(root, dirname(file), `${path}.ts`)))];
  }),
);
const layerOf = (file: string): number => layers.indexOf(file.split('/')[0].replace(/\.ts$/, ''));

test('every file is in a layer, and imports only from its own and those before it', () => {
  expect(files.filter((file) => layerOf(file) < 0)).toEqual(['index.ts']);
  const upward = [...imports].flatMap(([file, targets]) =>
    targets
      .filter((target) => target !== 'index.ts' && layerOf(target) > layerOf(file))
      .map((target) => [file, target]),
  );
  expect(upward.filter(([file]) => file !== 'index.ts')).toEqual([]);
});

test('the command line knows public entry points alone, and nothing but it imports the index of all', () => {
  const isOnEntries = (file: string) => onEntriesAlone.includes(file.split('/')[0]);
  const private_ = [...imports].flatMap(([file, targets]) =>
    targets
      .filter((target) => target.split('/')[0] !== file.split('/')[0])
      .filter((target) => (isOnEntries(file) ? !entries.includes(target) : target === 'index.ts'))
      .map((target) => [file, target]),
  );
  expect(private_).toEqual([]);
});

test('no file imports itself by way of others', () => {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    expect(path, 'a cycle').not.toContain(file);
    if (done.has(file)) return;
    for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
});

test('the addon has one door', () => {
  const loaders = files.filter((file) => /node-gyp-build/.test(readFileSync(join(root, file), 'utf8')));
  expect(loaders).toEqual(['native/addon.ts']);
});
