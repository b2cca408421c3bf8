import { beforeAll, describe, expect, test, vi } from 'vitest';
import { applyArf, netCounts } from '../../../ts/index.js';
import { SimulatedData } from '../../../ts/paper/run/data.js';
import { cutOf, recipes, type SetName, tableSets } from '../../../ts/paper/run/recipes.js';
import { paperResponses } from '../../../ts/paper/run/responses.js';
import { smallConfig, smallContext } from '../smallRun.js';

// A busy machine takes several times as long.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const config = smallConfig({
  ...{ spectraPerClass: 120, responseSpectra: 110 },
  ...{ exposure: 5e5, reducedExposure: 2e5, reducedFluxScale: 4, minimumNetCounts: 50, faintNetCounts: 2 },
});
const names = Object.keys(recipes) as SetName[];
type MadeSet = Awaited<ReturnType<SimulatedData['get']>>;
const sets = {} as Record<SetName, MadeSet>;
beforeAll(async () => {
  const data = new SimulatedData(config, { threads: 1 });
  for (const name of names) sets[name] = await data.get(name);
});

describe('datasets made from a config', () => {
  test('have its sizes, exposures, factors on the flux and cuts, by their recipe', () => {
    const isReduced = (name: SetName) => name !== 'none' && name !== 'observed';
    for (const name of names) {
      const { dataset, netCounts: counted, title } = sets[name];
      expect(title).toBe(recipes[name].title);
      const size = name.startsWith('test-') ? 110 : 120;
      expect([counted.star.length, counted.agn.length]).toEqual([size, size]);
      expect(new Set(dataset.exposure)).toEqual(new Set([isReduced(name) ? 2e5 : 5e5]));
      for (const { fluxScale = 1, background } of dataset.provenance) {
        expect(fluxScale).toBe(isReduced(name) ? 4 : 1);
        if (name === 'none') expect(background).toBeUndefined();
        else expect(background).toMatch(/^acis-i@/);
      }
      const cut = name === 'faint' ? 2 : 50;
      expect(cutOf(name, config)).toBe(cut);
      expect(Math.min(...netCounts(dataset))).toBeGreaterThan(cut);
      const above = [...counted.star, ...counted.agn].filter((net) => net > cut).length;
      expect(dataset.count).toBe(above);
      expect(dataset.classes).toEqual(['star', 'agn']);
    }
    expect(tableSets).toEqual(['none', 'observed', 'reduced', 'faint']);
  });

  test('keep the channels of the band alone, and the net counts of all spectra by source', () => {
    for (const { dataset, netCounts: counted } of Object.values(sets)) {
      expect(dataset.channels).toBe(527);
      netCounts(dataset).forEach((net, row) => {
        expect(net).toBeCloseTo(counted[dataset.labels[row] === 1 ? 'agn' : 'star'][dataset.source[row]], 9);
      });
    }
    expect(sets.none.dataset.backgroundCounts).toBeUndefined();
    expect(sets.faint.dataset.backgroundCounts).toBeDefined();
  });

  test('have the same sources in all training sets, and others in the test sets', () => {
    const columns = (name: SetName) =>
      new Map(
        Array.from(sets[name].dataset.source, (source, row) => [
          `${sets[name].dataset.labels[row]} ${source}`,
          sets[name].dataset.properties.nH[row],
        ]),
      );
    const shared = (a: SetName, b: SetName) => {
      const [first, second] = [columns(a), columns(b)];
      return [...first].filter(([key]) => second.has(key)).map(([key, nH]) => Object.is(second.get(key), nH));
    };
    for (const name of ['observed', 'reduced', 'faint', 'no-lines', 'own-field'] as const) {
      expect(shared('none', name).length).toBeGreaterThan(100);
      expect(shared('none', name).every(Boolean)).toBe(true);
    }
    expect(shared('test-shared', 'test-later').every(Boolean)).toBe(true);
    expect(shared('none', 'test-shared').filter(Boolean).length).toBeLessThan(20);
  });

  test('have lines but where the recipe has none', () => {
    const lines = (name: SetName) => sets[name].dataset.properties.EW.filter((width) => width > 0).length;
    expect(names.filter((name) => lines(name) === 0)).toEqual(['no-lines']);
  });

  test('give each class the response that the recipe names', () => {
    const { training, coup, later } = paperResponses();
    const used = (name: SetName) =>
      sets[name].dataset.provenance.map(({ population, response }) => [population[0], response]);
    const both = (star: string, agn: string) => [
      ['s', star],
      ['a', agn],
    ];
    for (const name of [...tableSets, 'no-lines', 'test-shared'] as const)
      expect(used(name)).toEqual(both(training.identity, training.identity));
    for (const name of ['own-field', 'test-own-field'] as const)
      expect(used(name)).toEqual(both(coup.identity, training.identity));
    expect(used('test-later')).toEqual(both(later.identity, later.identity));
    expect(used('test-swapped')).toEqual(both(training.identity, coup.identity));
    expect(new Set([training, coup, later].map(({ identity }) => identity)).size).toBe(3);
  });

  test('are made again bit by bit on another number of threads; the last of each kind is kept', async () => {
    const data = new SimulatedData(config, { threads: 2 });
    const reduced = await data.get('reduced');
    expect(reduced).toEqual(sets.reduced);
    await data.get('test-later');
    expect(await data.get('reduced')).toBe(reduced);
    await data.get('none');
    expect(await data.get('reduced')).not.toBe(reduced);
  });
});

test('inputs are the 527 channels of ACIS-I with their centre in 0.3-8 keV, 22 to 548', async () => {
  const { training } = paperResponses();
  const { eMin, eMax, identity } = training;
  expect(identity.split(' ').slice(0, 3)).toEqual(['CHANDRA', 'ACIS', 'ACIS-I']);
  const count = (isIn: (low: number, high: number) => boolean) => eMin.filter((low, c) => isIn(low, eMax[c])).length;
  expect(count((low, high) => low >= 0.3 && high <= 8)).toBe(526);
  expect(count((low, high) => high > 0.3 && low < 8)).toBe(528);
  expect(count((low, high) => low + high >= 0.6 && low + high <= 16)).toBe(527);
  const { classifiers } = await smallContext(smallConfig()).trained('none', 0);
  for (const { model } of classifiers) {
    expect(model.input.channels).toEqual(Array.from({ length: 527 }, (_, i) => 22 + i));
    expect(model.network.sizes[0]).toBe(527);
    expect(model.provenance.map(({ response }) => response)).toEqual([identity, identity]);
  }
});

test('a response between two epochs has an area between theirs, in proportion to the time', () => {
  const { training, coup, cdfs, later } = paperResponses();
  const areaAt = (response: typeof training, energy: number) => {
    const area = applyArf(response, new Float64Array(response.energies).fill(1), 1);
    return area[response.energLo.findIndex((low, i) => low <= energy && response.energHi[i] > energy)];
  };
  // January 2003 and mid-2000 on the way from 2000 to 2018. The contaminant takes most from the soft end.
  for (const [response, share] of [
    [coup, 3.05 / 18],
    [cdfs, 0.5 / 18],
  ] as const)
    for (const energy of [0.5, 0.7, 1, 2.5, 6]) {
      const [early, late] = [training, later].map((end) => areaAt(end, energy));
      const expected = early + share * (late - early);
      expect(Math.abs(areaAt(response, energy) - expected)).toBeLessThan(0.02 * Math.abs(late - early) + 1e-3 * early);
    }
  expect(areaAt(later, 0.7) / areaAt(training, 0.7)).toBeLessThan(0.5);
});
