import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readObserved } from '../../ts/experiments/observedFolder.js';
import { observedDraw, observedSet } from '../../ts/experiments/observedSet.js';
import { embeddedResponse, netCounts, quickConfig, writeArf, writePha, writeRmf } from '../../ts/index.js';

let folder: string;
const labels = (text: string) => writeFileSync(join(folder, 'labels.csv'), text);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'xsift-observed-'));
  const { rmf, arf } = embeddedResponse();
  writeRmf(join(folder, 'r.rmf'), rmf);
  writeArf(join(folder, 'r.arf'), arf);
  const { channel } = rmf;
  for (const [name, level] of [
    ['s1', 1],
    ['s2', 2],
    ['a1', 1],
    ['a2', 3],
    ['x1', 1],
  ] as const) {
    const counts = Uint16Array.from(channel, (c) => (c > 100 && c < 300 ? level : 0));
    writePha(join(folder, `${name}.pha`), { channel, counts, exposure: 1e5, respFile: 'r.rmf', ancrFile: 'r.arf' });
  }
});

test('spectra and classes of the table, extragalactic sources apart', () => {
  labels('file,class,extragalactic\ns1.pha,star,0\na1.pha,AGN,\r\nx1.pha,agn,1\ns2.pha,star,false\n\na2.pha,agn,0\n');
  const { dataset, extragalactic } = readObserved(folder);
  expect(dataset.classes).toEqual(['star', 'agn']);
  expect([...dataset.labels]).toEqual([0, 1, 0, 1]);
  expect([...netCounts(dataset)]).toEqual([199, 199, 398, 597]);
  expect(extragalactic?.spectra).toBe(1);
  expect([...extragalactic!.labels]).toEqual([1]);
});

test('a draw has all AGN above the cut and as many stars', async () => {
  labels('FILE,CLASS\ns1.pha,star\ns2.pha,star\na2.pha,agn\n');
  const config = { ...quickConfig(), observed: { ...quickConfig().observed, folder } };
  const set = await observedSet({ config });
  expect(set.isStandIn).toBe(false);
  const draws = Array.from({ length: 12 }, (_, i) => observedDraw(set, { config }, i, false));
  for (const rows of draws) expect([...rows].map((row) => set.dataset.labels[row]).sort()).toEqual([0, 1]);
  // Another star in some iterations.
  expect(new Set(draws.map(String)).size).toBe(2);
  const strict = { ...config, minimumNetCounts: 598 };
  expect(observedDraw(set, { config: strict }, 0, false)).toHaveLength(0);
});

describe('tables that cannot be used are named with their line', () => {
  test.each([
    ['FILE,KIND\ns1.pha,star\n', /line 1 has no column CLASS/],
    ['FILE,CLASS\ns1.pha,nebula\n', /line 2: CLASS is "nebula"/],
    ['FILE,CLASS\ns1.pha,star\ns1.pha,agn\n', /line 3: s1\.pha comes twice/],
    ['FILE,CLASS\ns1.pha,star,1\n', /line 2: has 3 cells/],
    ['FILE,CLASS,EXTRAGALACTIC\ns1.pha,star,maybe\n', /line 2: EXTRAGALACTIC is "maybe"/],
    ['FILE,CLASS\ns1.pha,star\n', /names no agn/],
    ['FILE,CLASS\ns1.pha,star\nnot-there.pha,agn\n', /not-there\.pha/],
  ])('%j', (text, message) => {
    labels(text);
    expect(() => readObserved(folder)).toThrow(message);
  });
  test('no folder, no table', () => {
    expect(() => readObserved(join(folder, 'none'))).toThrow(/is no folder/);
    expect(() => readObserved(mkdtempSync(join(tmpdir(), 'xsift-empty-')))).toThrow(/labels\.csv.*FILE,CLASS/);
  });
});

test('the stand-in says so; its stars are brighter and its AGN have more background', async () => {
  const config = { ...quickConfig(), observed: { perClass: 20, faintPerClass: 30, standInSpectra: 300 } };
  const set = await observedSet({ config, threads: 1 });
  expect(set.isStandIn).toBe(true);
  const of = (label: number) =>
    [...set.netCounts].filter((_, row) => set.dataset.labels[row] === label).sort((a, b) => a - b);
  const median = (values: number[]) => values[values.length >> 1];
  expect(median(of(0))).toBeGreaterThan(3 * median(of(1)));
  const rows = observedDraw(set, { config }, 0, false);
  expect(rows).toHaveLength(40);
  for (const row of rows) expect(set.netCounts[row]).toBeGreaterThan(100);
  expect(set.extragalactic!.spectra).toBeGreaterThan(5);
});
