import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

// What importing the package costs is decided by what is opened: files of ours, packages, modules of Node that take milliseconds.

const lib = new URL('../dist/lib/', import.meta.url);
const hook = 'export const load = (url, context, next) => (process._rawDebug("loaded " + url), next(url, context))';
const register = `import { register } from 'node:module'; register('data:text/javascript,${encodeURIComponent(hook)}');`;

/** Everything that Node loads for an entry point. */
function loaded(entry: string): string[] {
  const { stderr, status } = spawnSync(
    process.execPath,
    [
      ...['--import', `data:text/javascript,${encodeURIComponent(register)}`, '--input-type=module'],
      ...['-e', `await import(${JSON.stringify(new URL(`${entry}.js`, lib).href)})`],
    ],
    { encoding: 'utf8' },
  );
  expect(status, stderr).toBe(0);
  const found = [...stderr.matchAll(/^loaded (\S+)$/gm)].map(([, url]) => url);
  return found.filter((url) => !url.endsWith('[eval1]') && !url.startsWith('data:'));
}

test('the root is three files, no package, and no module of Node that is slow to load', () => {
  const found = loaded('index');
  const [files, modules] = [
    found.filter((url) => url.startsWith('file:')),
    found.filter((url) => url.startsWith('node:')),
  ];
  expect(files.map((url) => fileURLToPath(url)).filter((path) => !path.startsWith(fileURLToPath(lib)))).toEqual([]);
  expect(files.length).toBeLessThanOrEqual(3);
  expect(modules.length).toBeGreaterThan(0);
  expect(modules.filter((name) => /crypto|zlib|stream|http|worker/.test(name))).toEqual([]);
});

test('files alone do not load simulation and training, metrics neither', () => {
  const root = loaded('index').filter((url) => url.startsWith('file:'));
  for (const entry of ['ogip', 'metrics']) {
    const files = loaded(entry).filter((url) => url.startsWith('file:'));
    expect(
      files.filter((url) => !url.endsWith(`${entry}.js`) && /core/.test(url)),
      entry,
    ).toEqual([]);
    expect(files.length, entry).toBeLessThanOrEqual(root.length);
  }
});
