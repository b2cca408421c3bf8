import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { fillTemplate, isPageOf, markdownTable } from '../tools/verify/page.mjs';
import { modelComponents } from '../ts/index.js';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const page = read('docs/physics.md');
const template = read('tools/verify/physics.template.md');

test('docs/physics.md is the template with numbers in its places: edit the template, then npm run verify:physics', () => {
  expect(isPageOf(template, page)).toBe(true);
  expect(page).not.toContain('{{');
});

test('the page names every component, and shows every picture made for it', () => {
  const words = new Set(page.match(/[a-z]\w+/g));
  expect(modelComponents.map(({ name }) => name).filter((name) => !words.has(name))).toEqual([]);
  const shown = [...page.matchAll(/\]\(physics\/([\w-]+\.png)\)/g)].map(([, name]) => name);
  expect(readdirSync(new URL('../docs/physics', import.meta.url)).sort()).toEqual(shown.sort());
});

test('a page is told from one edited by hand', () => {
  const table = markdownTable([
    ['a', 'b'],
    [1, 2.5],
  ]);
  const plain = 'Text (with *signs*).\n\n{{table}}\n\nAt {{x}} keV.\n';
  const filled = fillTemplate(plain, { table, x: '1.5' });
  expect(filled).toBe('Text (with *signs*).\n\n| a   | b   |\n| --- | --- |\n| 1   | 2.5 |\n\nAt 1.5 keV.\n');
  expect(isPageOf(plain, filled)).toBe(true);
  for (const [from, to] of [
    ['signs', 'marks'],
    ['keV.\n', 'keV.\nMore.\n'],
    ['| 1   | 2.5 |', 'no table'],
    ['At 1.5', 'At\n1.5'],
  ])
    expect(isPageOf(plain, filled.replace(from, to))).toBe(false);
  expect(() => fillTemplate(plain, { table })).toThrow('{{x}}');
  expect(() => fillTemplate(plain, { table, x: '', y: '' })).toThrow('no place for y');
});

test('without the reference files the command names them, fails and writes nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'xsift-physics-'));
  const main = fileURLToPath(new URL('../tools/verify/main.mjs', import.meta.url));
  const out = join(folder, 'docs');
  const env = { ...process.env, XSIFT_SHARED: folder };
  const { status, stderr } = spawnSync(process.execPath, [main, '--out', out], { env, encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain(join(folder, 'data', 'xspec_reference', 'tbabs_wilm.csv'));
  expect(existsSync(out)).toBe(false);
  rmSync(folder, { recursive: true });
});
