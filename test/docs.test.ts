import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { apiPage } from '../tools/api.mjs';
import * as xsift from '../ts/index.js';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

test('every public name has a docstring and public types alone, and docs/api.md is made of them', () => {
  const { page, undocumented, unnamed, names } = apiPage();
  expect(undocumented).toEqual([]);
  expect(unnamed).toEqual([]);
  expect(names).toEqual(expect.arrayContaining(Object.keys(xsift)));
  expect(read('docs/api.md') === page, 'docs/api.md is out of date: run npm run docs').toBe(true);
});

test('every dependency has its line in docs/dependencies.md', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  const page = read('docs/dependencies.md');
  const missing = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !page.includes(name));
  expect(missing).toEqual([]);
});

test('the files that the README points to are there', () => {
  const links = [...read('README.md').matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => path);
  expect(links.length).toBeGreaterThan(0);
  for (const link of links) expect(read(link)).not.toBe('');
});
