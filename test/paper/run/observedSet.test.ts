import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { agn, type Dataset, embeddedResponseTables, model, netCounts } from '../../../ts/index.js';
import { writeArf, writePha, writeRmf } from '../../../ts/ogip/index.js';
import { quickConfig } from '../../../ts/paper/index.js';
import { observedDigest, readObserved } from '../../../ts/paper/run/observedFolder.js';
import {
  balancedObserved,
  behindCloud,
  observedDraw,
  observedKey,
  observedSet,
} from '../../../ts/paper/run/observedSet.js';

let folder: string;
const labels = (csv: string) => writeFileSync(join(folder, 'labels.csv'), csv);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'xsift-observed-'));
  const { rmf, arf } = embeddedResponseTables();
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
  expect(extragalactic?.count).toBe(1);
  expect([...extragalactic!.labels]).toEqual([1]);
  labels('EXTRAGALACTIC,FILE,CLASS\n0,s1.pha,star\n1,x1.pha,agn\n0,a1.pha,agn\n');
  expect(readObserved(folder).extragalactic?.count).toBe(1);
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

test('with the lower cut a draw has what is above that', async () => {
  labels('FILE,CLASS\ns1.pha,star\ns2.pha,star\na1.pha,agn\na2.pha,agn\n');
  const config = { ...quickConfig(), minimumNetCounts: 199, observed: { ...quickConfig().observed, folder } };
  const set = await observedSet({ config });
  const rows = (isFaint: boolean) => [...observedDraw(set, { config }, 0, isFaint)];
  expect(rows(false).map((row) => set.netCounts[row])).toEqual([398, 597]);
  expect(rows(true)).toHaveLength(4);
  expect(observedDraw(set, { config: { ...config, faintNetCounts: 199 } }, 0, true)).toHaveLength(2);
  expect(Object.keys(set)).not.toContain('extragalactic');
  const fainter = await observedSet({ config: { ...config, faintNetCounts: 199 } });
  expect([...fainter.netCounts]).toEqual([398, 597]);
  expect(fainter.dataset.count).toBe(2);
  const few = { ...set, perClass: { usual: 0, faint: 1 } };
  expect(observedDraw(few, { config }, 0, false)).toHaveLength(0);
  expect(observedDraw(few, { config }, 0, true)).toHaveLength(2);
});

test('the spectra of both classes in equal numbers', async () => {
  labels('FILE,CLASS\ns1.pha,star\ns2.pha,star\na1.pha,agn\n');
  const config = { ...quickConfig(), observed: { ...quickConfig().observed, folder } };
  expect([...(await balancedObserved({ config })).labels]).toEqual([0, 1]);
});

test('steps of a run have the digest of the observed spectra in their name, if there are any', async () => {
  labels('FILE,CLASS\ns1.pha,star\na1.pha,agn\n');
  const config = { ...quickConfig(), observed: { ...quickConfig().observed, folder } };
  expect(await observedKey(config)).toBe(`-${observedDigest(readObserved(folder))}`);
  expect(await observedKey(quickConfig())).toBe('');
  await expect(observedKey({ ...config, minimumNetCounts: 300 })).rejects.toThrow(/has no star/);
});

test('a class without a spectrum above the cut is refused', async () => {
  labels('FILE,CLASS\ns1.pha,star\na2.pha,agn\n');
  const config = { ...quickConfig(), minimumNetCounts: 199, observed: { ...quickConfig().observed, folder } };
  await expect(observedSet({ config })).rejects.toThrow(/has no star with more than 199 net counts/);
});

test('spectra of other channels than those of the training are refused', () => {
  const other = mkdtempSync(join(tmpdir(), 'xsift-other-grid-'));
  const { rmf, arf } = embeddedResponseTables();
  // Twice as wide: the same numbers of channels, other energies.
  writeRmf(join(other, 'r.rmf'), { ...rmf, eMin: rmf.eMin.map((e) => 2 * e), eMax: rmf.eMax.map((e) => 2 * e) });
  writeArf(join(other, 'r.arf'), arf);
  const counts = new Uint16Array(rmf.channel.length).fill(1);
  for (const name of ['s', 'a'])
    writePha(join(other, `${name}.pha`), {
      ...{ channel: rmf.channel, counts, exposure: 1e5, respFile: 'r.rmf', ancrFile: 'r.arf' },
    });
  writeFileSync(join(other, 'labels.csv'), 'FILE,CLASS\ns.pha,star\na.pha,agn\n');
  expect(() => readObserved(other)).toThrow(
    /s\.pha: has 264 channels in 0\.3-8 keV, the spectra of the reproduction 527/,
  );
});

test('channels may lie a quarter of a channel beside those of the training', () => {
  const { rmf, arf } = embeddedResponseTables();
  const width = rmf.eMax[100] - rmf.eMin[100];
  const shifted = (share: number) => {
    const other = mkdtempSync(join(tmpdir(), 'xsift-shifted-'));
    // The edge between two channels of the band.
    const move = (edges: ArrayLike<number>, at: number) =>
      Float64Array.from(edges, (edge, c) => (c === at ? edge + share * width : edge));
    writeRmf(join(other, 'r.rmf'), { ...rmf, eMin: move(rmf.eMin, 200), eMax: move(rmf.eMax, 199) });
    writeArf(join(other, 'r.arf'), arf);
    const counts = new Uint16Array(rmf.channel.length).fill(1);
    for (const name of ['s.pha', 'a.pha'])
      writePha(join(other, name), {
        ...{ channel: rmf.channel, counts, exposure: 1e5, respFile: 'r.rmf', ancrFile: 'r.arf' },
      });
    writeFileSync(join(other, 'labels.csv'), 'FILE,CLASS\ns.pha,star\na.pha,agn\n');
    return other;
  };
  expect(readObserved(shifted(0.24)).dataset.channels).toBe(527);
  expect(() => readObserved(shifted(0.26))).toThrow(/s\.pha: has 527 channels/);
});

test('RMFs may differ in the first channel, and one spectrum may lack a background', () => {
  const mixed = mkdtempSync(join(tmpdir(), 'xsift-mixed-'));
  const { rmf, arf } = embeddedResponseTables();
  writeArf(join(mixed, 'r.arf'), arf);
  const counts = Uint16Array.from(rmf.channel, (channel) => channel % 3);
  for (const [name, first] of [
    ['s', 0.0073],
    ['a', 0.00146],
  ] as const) {
    writeRmf(join(mixed, `${name}.rmf`), { ...rmf, eMin: rmf.eMin.map((e, i) => (i === 0 ? first : e)) });
    const files = { respFile: `${name}.rmf`, ancrFile: 'r.arf', ...(name === 's' && { backFile: 'b.pha' }) };
    writePha(join(mixed, `${name}.pha`), { channel: rmf.channel, counts, exposure: 1e5, ...files });
  }
  writePha(join(mixed, 'b.pha'), { channel: rmf.channel, counts, exposure: 4e5 });
  writeFileSync(join(mixed, 'labels.csv'), 'FILE,CLASS\ns.pha,star\na.pha,agn\n');
  const { dataset } = readObserved(mixed);
  expect([dataset.count, dataset.channels, dataset.firstChannel]).toEqual([2, 527, 22]);
  const sum = counts.subarray(21, 548).reduce((total, n) => total + n, 0);
  expect([...netCounts(dataset)]).toEqual([0.75 * sum, sum]);
});

test('the digest goes with spectra and labels', () => {
  const digest = (csv: string) => {
    labels(csv);
    return observedDigest(readObserved(folder));
  };
  const first = digest('FILE,CLASS\ns1.pha,star\na1.pha,agn\n');
  expect(digest('CLASS,FILE\nstar,s1.pha\nagn,a1.pha\n')).toBe(first);
  expect(digest('FILE,CLASS\ns2.pha,star\na1.pha,agn\n')).not.toBe(first);
  expect(digest('FILE,CLASS\ns1.pha,agn\na1.pha,star\n')).not.toBe(first);
  expect(digest('FILE,CLASS,EXTRAGALACTIC\ns1.pha,star,0\na1.pha,agn,0\nx1.pha,agn,1\n')).not.toBe(first);
});

test('a spectrum that names no response is refused, with a remedy that is there', () => {
  const { channel } = embeddedResponseTables().rmf;
  writePha(join(folder, 'bare.pha'), { channel, counts: new Uint16Array(channel.length), exposure: 1e5 });
  labels('FILE,CLASS\ns1.pha,star\nbare.pha,agn\n');
  expect(() => readObserved(folder)).toThrow(/bare\.pha: names no RMF: RESPFILE/);
});

describe('tables that cannot be used are named with their line', () => {
  test.each([
    ['FILE,KIND\ns1.pha,star\n', /line 1 has no column CLASS/],
    ['NAME,CLASS\ns1.pha,star\n', /line 1 has no column FILE/],
    ['FILE,CLASS\ns1.pha,nebula\n', /line 2: CLASS is "nebula"/],
    ['FILE,CLASS\ns1.pha,star\ns1.pha,agn\n', /line 3: s1\.pha comes twice/],
    ['FILE,CLASS\ns1.pha,star,1\n', /line 2: has 3 cells/],
    ['FILE,CLASS,EXTRAGALACTIC\ns1.pha,star,maybe\n', /line 2: EXTRAGALACTIC is "maybe"/],
    ['FILE,CLASS\ns1.pha,star\n', /names no agn/],
    ['FILE,CLASS\ns1.pha,star\nnot-there.pha,agn\n', /not-there\.pha/],
  ])('%j', (csv, message) => {
    labels(csv);
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
  const sorted = (label: number) =>
    [...set.netCounts].filter((_, row) => set.dataset.labels[row] === label).sort((a, b) => a - b);
  const median = (values: number[]) => values[values.length >> 1];
  expect(median(sorted(0))).toBeGreaterThan(3 * median(sorted(1)));
  const rows = observedDraw(set, { config }, 0, false);
  expect(rows).toHaveLength(40);
  for (const row of rows) expect(set.netCounts[row]).toBeGreaterThan(100);
  expect(set.extragalactic!.count).toBeGreaterThan(5);
  for (const counts of netCounts(set.extragalactic!)) expect(counts).toBeGreaterThan(100);
  const { exposure, labels: classOf } = set.dataset;
  expect(new Set([...exposure].map((seconds, row) => `${classOf[row]} ${seconds}`))).toEqual(
    new Set(['0 838000', '1 942000']),
  );
  expect(set.description).toContain('838 ks');
  expect(set.description).toContain('942 ks');
  // Background in the source regions, counts per second.
  const rate = ({ backgroundCounts, backgroundScale, exposure, labels: classes, channels }: Dataset, label: number) => {
    const members = [...classes.keys()].filter((row) => classes[row] === label);
    const perSecond = members.map((row) => {
      const counts = backgroundCounts!.subarray(row * channels, (row + 1) * channels).reduce((sum, n) => sum + n, 0);
      return (backgroundScale![row] * counts) / exposure[row];
    });
    return perSecond.reduce((sum, value) => sum + value, 0) / members.length;
  };
  const ratio = rate(set.dataset, 1) / rate(set.dataset, 0);
  expect(ratio).toBeGreaterThan(2.8);
  expect(ratio).toBeLessThan(3.2);
});

test('AGN behind the cloud have its columns, about 2e22 cm-2, in place of the Galactic one, and nothing else changes', () => {
  const population = agn();
  const behind = behindCloud(population, 7);
  const options = { seed: 3 };
  const [before, after] = [population.sample(2000, options), behind.sample(2000, options)];
  const columns: number[] = [];
  after.groups.forEach((group, g) => {
    const { parameters } = model(group.model);
    parameters.forEach(({ component, name }, k) => {
      group.index.forEach((_, i) => {
        const [value, was] = [
          group.parameters[i * parameters.length + k],
          before.groups[g].parameters[i * parameters.length + k],
        ];
        if (component === 'tbabs' && name === 'nH') columns.push(Math.log10(value));
        else expect(value).toBe(was);
      });
    });
  });
  columns.sort((a, b) => a - b);
  expect(columns[columns.length >> 1]).toBeCloseTo(Math.log10(2), 1);
  const mean = columns.reduce((sum, x) => sum + x, 0) / columns.length;
  const sd = Math.sqrt(columns.reduce((sum, x) => sum + (x - mean) ** 2, 0) / columns.length);
  expect(sd).toBeGreaterThan(0.28);
  expect(sd).toBeLessThan(0.32);
  // A part of the sources has the columns that they have among all.
  const tail = behind.sample(100, { ...options, first: 1900 });
  const last = ({ groups }: typeof tail, row: number) =>
    groups.flatMap(({ index, parameters, model: expression }) => {
      const width = model(expression).parameters.length;
      const at = index.indexOf(row);
      return at < 0 ? [] : [...parameters.subarray(at * width, (at + 1) * width)];
    });
  expect(last(tail, 99)).toEqual(last(after, 1999));
});
