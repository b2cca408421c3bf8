import { expect, test } from 'vitest';
import { configHash } from '../../ts/experiments/config.js';
import { checkConfig, fullConfig, quickConfig, type ReproduceConfig } from '../../ts/experiments/index.js';
import { seedFor } from '../../ts/experiments/seeds.js';

test('a config survives JSON, and its hash does not depend on the order of its fields', () => {
  const config = fullConfig({ seed: 7, observed: { folder: 'x', perClass: 5, faintPerClass: 9, standInSpectra: 200 } });
  const read = JSON.parse(JSON.stringify(config)) as ReproduceConfig;
  expect(checkConfig(read)).toEqual(config);
  const turned = Object.fromEntries(Object.entries(read).reverse()) as unknown as ReproduceConfig;
  expect(configHash(turned)).toBe(configHash(config));
  expect(configHash(fullConfig({ seed: 8 }))).not.toBe(configHash(fullConfig({ seed: 7 })));
  expect(configHash(quickConfig())).not.toBe(configHash(fullConfig()));
});

test('the full config has the sizes of the paper', () => {
  const { spectraPerClass, iterations, cvSplits, testShare, training, responseSpectra, grid } = fullConfig();
  expect({ spectraPerClass, iterations, cvSplits, testShare, responseSpectra }).toEqual({
    spectraPerClass: 100_000,
    iterations: 20,
    cvSplits: 10,
    testShare: 0.2,
    responseSpectra: 10_000,
  });
  expect([training.hiddenLayers, training.l1, grid.cvSplits]).toEqual([[10], 0.001, 5]);
});

test.each<[string, object, RegExp]>([
  ['iterations', { iterations: 0 }, /iterations is 0/],
  ['seed', { seed: -1 }, /seed is -1/],
  ['testShare', { testShare: 1 }, /testShare is 1/],
  ['input.scale', { input: { ...fullConfig().input, scale: 'log' } }, /input\.scale/],
  ['training', { training: { ...fullConfig().training, dropout: 0.5 } }, /unknown field "dropout"/],
  ['grid.nodes', { grid: { nodes: [], l1: [1], cvSplits: 5 } }, /grid\.nodes/],
  ['observed.perClass', { observed: { ...fullConfig().observed, perClass: 0 } }, /observed\.perClass/],
  ['config', { epochs: 3 }, /unknown field "epochs"/],
  ['faintNetCounts', { faintNetCounts: 500 }, /faintNetCounts is 500/],
])('a bad %s is named', (_, change, message) => {
  expect(() => checkConfig({ ...quickConfig(), ...change })).toThrow(message);
});

test('a config without a field is refused, naming it', () => {
  const { cvSplits: _, ...rest } = quickConfig();
  expect(() => checkConfig(rest)).toThrow(/cvSplits/);
});

test('seeds differ by purpose and by seed, and are whole numbers that the generator takes', () => {
  const seeds = [1, 2].flatMap((seed) =>
    ['sources', 'split'].flatMap((what) => [0, 1].map((i) => seedFor(seed, what, i))),
  );
  expect(new Set(seeds).size).toBe(8);
  for (const seed of seeds) expect(Number.isSafeInteger(seed)).toBe(true);
  expect(seedFor(1, 'sources', 0)).toBe(seeds[0]);
});
