import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ParameterError } from '../../../ts/index.js';
import { checkConfig, fullConfig, quickConfig, type ReproduceConfig } from '../../../ts/paper/index.js';
import { buildHash, hashCode } from '../../../ts/paper/run/buildHash.js';
import { configHash } from '../../../ts/paper/run/config.js';
import { seedFor } from '../../../ts/paper/run/seeds.js';

test('a config survives JSON, and its hash does not depend on the order of its fields', () => {
  const config = fullConfig({ seed: 7, observed: { folder: 'x', perClass: 5, faintPerClass: 9, standInSpectra: 200 } });
  const read = JSON.parse(JSON.stringify(config)) as ReproduceConfig;
  expect(checkConfig(read)).toEqual(config);
  const turned = Object.fromEntries(Object.entries(read).reverse()) as unknown as ReproduceConfig;
  expect(configHash(turned)).toBe(configHash(config));
  expect(configHash(config)).toMatch(/^[0-9a-f]{12}$/);
  const hashes = [fullConfig({ seed: 7 }), fullConfig({ seed: 8 }), quickConfig()].map(configHash);
  expect(new Set([configHash(config), ...hashes]).size).toBe(4);
});

test('the full config has the sizes of the paper', () => {
  const { spectraPerClass, iterations, cvSplits, testShare, training, input, responseSpectra, grid } = fullConfig();
  expect({ spectraPerClass, iterations, cvSplits, testShare, responseSpectra }).toEqual({
    spectraPerClass: 100_000,
    iterations: 20,
    cvSplits: 10,
    testShare: 0.2,
    responseSpectra: 10_000,
  });
  const { exposure, reducedExposure, reducedFluxScale, minimumNetCounts, faintNetCounts, observed } = fullConfig();
  expect([exposure, reducedExposure, reducedFluxScale, minimumNetCounts, faintNetCounts]).toEqual([
    1e6, 1e5, 10, 100, 1,
  ]);
  expect([observed.perClass, observed.faintPerClass]).toEqual([108, 296]);
  expect([training.hiddenLayers, training.l1, grid.cvSplits]).toEqual([[10], 0.001, 5]);
  // Counts as they are, section 2.1; around the nodes and the lambda that the paper chose, appendix C.
  expect(input).toEqual({ counts: 'total', scale: 'none', transform: 'none', standardise: false });
  expect(grid.nodes).toEqual(expect.arrayContaining([5, 10, 20, 30]));
  expect(grid.l1).toEqual(expect.arrayContaining([1e-5, 1e-4, 1e-3, 1e-2]));
});

test.each<[string, object, RegExp]>([
  ['iterations', { iterations: 0 }, /^iterations is 0; it must be >=2$/],
  ['cvSplits', { cvSplits: 2.5 }, /^cvSplits is 2\.5/],
  ['seed', { seed: -1 }, /^seed is -1/],
  ['testShare', { testShare: 1 }, /^testShare is 1; it must be <1$/],
  ['input.scale', { input: { ...fullConfig().input, scale: 'log' } }, /^input\.scale is "log"; it must be \("none" \|/],
  ['training.dropout', { training: { ...fullConfig().training, dropout: 0.5 } }, /^training\.dropout is no field of/],
  ['training.batchSize', { training: { ...fullConfig().training, batchSize: '32' } }, /^training\.batchSize is "32"/],
  ['grid.nodes', { grid: { nodes: [], l1: [1], cvSplits: 5 } }, /^grid\.nodes .* a list of one or more numbers/],
  ['grid.nodes.1', { grid: { nodes: [5, 0], l1: [1], cvSplits: 5 } }, /^grid\.nodes\.1 is 0/],
  ['observed.perClass', { observed: { ...fullConfig().observed, perClass: 0 } }, /^observed\.perClass is 0/],
  ['epochs', { epochs: 3 }, /^epochs is no field of a config; its fields are seed, spectraPerClass, /],
  ['faintNetCounts', { faintNetCounts: 500 }, /^faintNetCounts is 500; it must be at most minimumNetCounts$/],
  ['exposure', { exposure: 0 }, /^exposure is 0; it must be >0$/],
])('a bad %s is named, with what is needed', (name, change, message) => {
  const check = () => checkConfig({ ...quickConfig(), ...change });
  expect(check).toThrow(ParameterError);
  expect(check).toThrow(message);
  expect(check).toThrow(expect.objectContaining({ parameter: name }));
});

test('a config without a field is refused, naming it; so is what is no config', () => {
  const { cvSplits: _, ...rest } = quickConfig();
  expect(() => checkConfig(rest)).toThrow('cvSplits is missing from the config');
  expect(() => checkConfig('quick')).toThrow(/^config is "quick"/);
  expect(() => checkConfig(undefined)).toThrow(/^config is undefined/);
});

test('seeds differ by purpose and by seed, and are whole numbers that the generator takes', () => {
  const seeds = [1, 2].flatMap((seed) =>
    ['sources', 'split'].flatMap((what) => [0, 1].map((i) => seedFor(seed, what, i))),
  );
  expect(new Set(seeds).size).toBe(8);
  for (const seed of seeds) expect(Number.isSafeInteger(seed)).toBe(true);
  expect(seedFor(1, 'sources', 0)).toBe(seeds[0]);
});

describe('the hash of the code', () => {
  const folder = mkdtempSync(join(tmpdir(), 'xsift-code-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const hash = () => hashCode(folder, false).digest('hex');
  const write = (name: string, content: string) => writeFileSync(join(folder, name), content);

  test('is that of every script: another byte, name or file is another hash', () => {
    write('a.js', 'export const a = 1;');
    write('b.js', 'export const b = 2;');
    const before = hash();
    expect(hash()).toBe(before);
    write('notes.md', 'no code');
    expect(hash()).toBe(before);
    write('b.js', 'export const b = 3;');
    expect(hash()).not.toBe(before);
    write('b.js', 'export const b = 2;');
    expect(hash()).toBe(before);
    write('c.js', '');
    expect(hash()).not.toBe(before);
  });

  test('of the package is the same whenever it is asked for', () => {
    expect(buildHash()).toMatch(/^[0-9a-f]{16}$/);
    expect(buildHash()).toBe(buildHash());
  });
});
