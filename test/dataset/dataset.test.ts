import { describe, expect, test } from 'vitest';
import { DatasetCollector } from '../../ts/dataset/index.js';
import {
  bandChannels,
  concatenate,
  type Dataset,
  MismatchError,
  meanSpectra,
  netCounts,
  ParameterError,
  selectRows,
  validateDataset,
} from '../../ts/index.js';
import { example } from './example.js';

describe('validateDataset', () => {
  test('returns a good dataset', () => {
    const dataset = example(8, { background: true });
    expect(validateDataset(dataset)).toBe(dataset);
  });

  test.each<[string, Partial<Dataset>, string]>([
    [
      'counts of another shape',
      { counts: new Uint16Array(5) },
      'dataset.counts has 5 values; 8 spectra x 12 channels needs 96',
    ],
    ['a property too short', { properties: { kT1: new Float64Array(3) } }, 'dataset.properties.kT1 has 3 values'],
    ['a label beyond the classes', { classes: ['star'] }, 'dataset.labels row 1 is 1, but there are 1 classes (star)'],
    ['a class twice', { classes: ['star', 'star'] }, 'dataset.classes has a name twice'],
    ['exposure zero', { exposure: new Float64Array(8) }, 'dataset.exposure row 0 is 0 s; it must be above 0'],
    ['a background without its scale', { backgroundCounts: new Uint16Array(96) }, 'give both or neither'],
    [
      'energies that fall',
      { eMin: new Float64Array(12).fill(9) },
      'dataset.eMin and eMax of channel index 0 are 9 and 1',
    ],
  ])('refuses %s', (_, change, message) => {
    expect(() => validateDataset({ ...example(8), ...change })).toThrow(ParameterError);
    expect(() => validateDataset({ ...example(8), ...change })).toThrow(message);
  });
});

describe('selectRows', () => {
  test('exposures that are not known stay so', () => {
    const dataset = { ...example(8), exposure: new Float64Array(8).fill(Number.NaN) };
    expect([...selectRows(dataset, [3, 1]).exposure]).toEqual([Number.NaN, Number.NaN]);
  });

  test('takes rows in the order given, and leaves the original alone', () => {
    const dataset = example(8, { background: true });
    const chosen = validateDataset(selectRows(dataset, [5, 0, 5]));
    expect([...chosen.counts.subarray(0, 12)]).toEqual([...dataset.counts.subarray(60, 72)]);
    expect([...chosen.backgroundCounts!.subarray(24)]).toEqual([...dataset.backgroundCounts!.subarray(60, 72)]);
    expect([...chosen.exposure]).toEqual([1005, 1000, 1005]);
    expect([...chosen.labels]).toEqual([1, 0, 1]);
    expect([...chosen.properties.nH]).toEqual([0.5, NaN, 0.5]);
    expect([...chosen.source]).toEqual([1, 0, 1]);
    expect(chosen.backgroundScale![0]).toBe(0.3);
    expect(chosen.counts.buffer).not.toBe(dataset.counts.buffer);
    expect(dataset).toEqual(example(8, { background: true }));
  });

  test('refuses a row that is not there', () => {
    expect(() => selectRows(example(4), [0, 4])).toThrow('rows[1] is 4; the dataset has rows 0 to 3');
  });
});

const collected = (...datasets: Dataset[]): Dataset => {
  const collector = new DatasetCollector(
    Uint32Array.from({ length: 12 }, (_, i) => i),
    9,
  );
  for (const dataset of datasets)
    collector.add(
      dataset,
      Array.from({ length: dataset.count }, (_, i) => i),
    );
  return collector.dataset();
};

/** With a row of two numbers for all spectra, or with one for each. */
const described = (dataset: Dataset, numbers: number[]): Dataset => ({
  ...dataset,
  responseDescriptor: Float64Array.from(numbers),
  responseDescriptorNames: ['area', 'width'],
});

describe('response descriptors', () => {
  const shared = described(example(2), [7, 8]);
  const each = described(example(3), [1, 2, 3, 4, 5, 6]);

  test('rows take theirs along', () => {
    expect([...selectRows(each, [2, 0, 2]).responseDescriptor!]).toEqual([5, 6, 1, 2, 5, 6]);
    expect([...selectRows(shared, [1, 1, 0]).responseDescriptor!]).toEqual([7, 8]);
    const both = validateDataset(concatenate([shared, each]));
    expect([...both.responseDescriptor!]).toEqual([7, 8, 7, 8, 1, 2, 3, 4, 5, 6]);
    expect(both.responseDescriptorNames).toEqual(['area', 'width']);
    const collector = new DatasetCollector(Uint32Array.of(3, 4), 9);
    collector.add(each, [1]);
    collector.add(shared, [1, 0]);
    expect([...collector.dataset().responseDescriptor!]).toEqual([3, 4, 7, 8, 7, 8]);
    expect(() => collector.add(example(2), [0])).toThrow(
      'part has response descriptors none, the first has area, width',
    );
  });

  test('numbers and names that do not fit are named', () => {
    const bad = (change: object) => () => validateDataset({ ...each, ...change });
    expect(bad({ responseDescriptor: new Float64Array(5) })).toThrow('has 5 values; 2 are needed, or 2 for each of 3');
    expect(bad({ responseDescriptorNames: undefined })).toThrow('go together: give both or neither');
    expect(bad({ responseDescriptorNames: ['area', 'area'] })).toThrow('one or more different names are needed');
    expect(bad({ responseDescriptor: Float64Array.of(1, 2, 3, NaN, 5, 6) })).toThrow('row 1: width is NaN');
  });
});

describe('concatenate', () => {
  test('spectra without a background get one of no counts beside spectra that have one', () => {
    const [without, having] = [example(2), example(1, { background: true })];
    for (const both of [concatenate([without, having]), collected(without, having)]) {
      validateDataset(both);
      expect([...both.backgroundScale!]).toEqual([0, 0, 0.25]);
      expect([...both.backgroundCounts!]).toEqual([...new Array(24).fill(0), ...having.backgroundCounts!]);
      expect([...netCounts(both, [1, 3])]).toEqual([...netCounts(without, [1, 3]), ...netCounts(having, [1, 3])]);
    }
    const first = concatenate([having, without]);
    expect([...first.backgroundScale!]).toEqual([0.25, 0, 0]);
    expect(concatenate([without, without]).backgroundCounts).toBe(undefined);
  });

  test('expected counts of a background are 0 as well where there is none', () => {
    const means = (dataset: Dataset, x: number) => new Float32Array(dataset.counts.length).fill(x);
    const without = { ...example(1), expectedCounts: means(example(1), 1) };
    const having = {
      ...example(1, { background: true }),
      expectedCounts: means(example(1), 2),
      expectedBackgroundCounts: means(example(1), 3),
    };
    const both = concatenate([without, having]);
    expect([...both.expectedCounts!]).toEqual([...new Array(12).fill(1), ...new Array(12).fill(2)]);
    expect([...both.expectedBackgroundCounts!]).toEqual([...new Array(12).fill(0), ...new Array(12).fill(3)]);
    // Of a background without means there is nothing to draw from: then there are none at all.
    const { expectedBackgroundCounts: _, ...lacking } = having;
    expect(concatenate([without, lacking]).expectedCounts).toBe(undefined);
  });

  test('merges classes by name and fills missing properties with NaN', () => {
    const stars = { ...example(3, { classes: ['star'] }), properties: { kT1: Float64Array.of(1, 2, 3) } };
    const mixed = example(4, { classes: ['agn', 'star'] });
    const both = validateDataset(concatenate([stars, mixed]));
    expect(both.classes).toEqual(['star', 'agn']);
    expect([...both.labels]).toEqual([0, 0, 0, 1, 0, 1, 0]);
    expect([...both.properties.kT1]).toEqual([1, 2, 3, NaN, NaN, NaN, NaN]);
    expect([...both.counts]).toEqual([...stars.counts, ...mixed.counts]);
    expect([...both.source]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(both.provenance).toEqual(stars.provenance); // the same origin is named once
  });

  test.each<[string, Dataset, string]>([
    ['channels', example(2, { channels: 13 }), 'dataset 2 has channels 13, the first has 12'],
    ['the first channel', { ...example(2), firstChannel: 0 }, 'dataset 2 has firstChannel 0, the first has 1'],
    [
      'energies',
      { ...example(2), eMax: example(2).eMax.map((e) => e * 1.5) },
      'dataset 2 has eMax 1.5 keV for channel 1',
    ],
    [
      'the description of the response',
      described(example(2), [1, 2]),
      'dataset 2 has response descriptors area, width, the first has none',
    ],
  ])('refuses datasets that differ in %s', (_, other, message) => {
    expect(() => concatenate([example(2), other])).toThrow(MismatchError);
    expect(() => concatenate([example(2), other])).toThrow(message);
  });

  test('refuses an empty list', () => expect(() => concatenate([])).toThrow(ParameterError));
});

describe('bands', () => {
  test('527 ACIS channels have their centre in 0.3 to 8.0 keV', () => {
    // EBOUNDS of ACIS: 1024 channels of 14.6 eV, the first from 1.46 eV to 14.6 eV.
    const eMax = Float64Array.from({ length: 1024 }, (_, i) => 0.0146 * (i + 1));
    const eMin = eMax.map((e, i) => (i === 0 ? 0.00146 : e - 0.0146));
    const inside = bandChannels(eMin, eMax);
    expect(inside.length).toBe(527);
    expect([inside[0], inside[526]]).toEqual([21, 547]);
  });

  test('net counts are counts less the scaled background, in the band only, and may be negative', () => {
    const dataset = example(2, { background: true }); // centres 0.6, 1.4, 2.2 ... keV
    // Row 0: counts are the channel index, 0 to 10 then 0; background counts 0 1 2 0 1 2 ...
    expect(netCounts(dataset, [1, 3])[0]).toBeCloseTo(1 + 2 - 0.25 * (1 + 2), 12);
    expect(netCounts(dataset, [0.3, 1])[0]).toBe(0);
    // Row 1: counts (7 + c) % 11: 8 + 9; background index 12 + c
    expect(netCounts(dataset, [1, 3])[1]).toBeCloseTo(8 + 9 - 0.26 * (1 + 2), 12);
    const scaled = { ...dataset, backgroundScale: Float64Array.of(100, 100) };
    expect(netCounts(scaled, [1, 3])[0]).toBe(-297);
    expect(netCounts(example(1), [1, 3])[0]).toBe(3);
  });

  test('refuses a band without channels or upside down', () => {
    const { eMin, eMax } = example(1);
    expect(() => bandChannels(eMin, eMax, [0.61, 0.62])).toThrow('no channel has its centre in 0.61 to 0.62 keV');
    expect(() => bandChannels(eMin, eMax, [2, 1])).toThrow('band is 2 to 1 keV');
  });
});

test('mean spectra: each spectrum by its own net counts, then the mean and deviation of its class', () => {
  const dataset = { ...example(4), counts: new Uint16Array(48), classes: ['star', 'agn', 'nova'] };
  dataset.counts.set([0, 1, 3], 0); // star: 1/4 and 3/4 of 4 counts in channels 1 and 2
  dataset.counts.set([9, 30, 10], 24); // star: 3/4 and 1/4 of 40 counts; channel 0 (centre 0.6 keV) is out of the band
  dataset.counts.set([5], 13); // agn: row 1, one channel; row 3 has no counts and cannot be divided
  const { eMin, eMax, classes } = meanSpectra(dataset, { band: [1, 3] });
  expect([...eMin].map((e) => e.toFixed(1))).toEqual(['1.0', '1.8']);
  expect(eMax).toHaveLength(2);
  expect(classes[0]).toEqual({
    name: 'star',
    count: 2,
    mean: Float64Array.of(0.5, 0.5),
    deviation: Float64Array.of(0.25, 0.25),
  });
  expect(classes[1]).toEqual({
    name: 'agn',
    count: 1,
    mean: Float64Array.of(1, 0),
    deviation: Float64Array.of(0, 0),
  });
  expect(classes[2]).toMatchObject({ count: 0, mean: Float64Array.of(NaN, NaN) });
  expect(meanSpectra(dataset, { band: [1, 3], minimumNetCounts: 10 }).classes[0].mean).toEqual(
    Float64Array.of(0.75, 0.25),
  );
});

test('mean spectra take the background off before dividing', () => {
  const dataset = { ...example(1, { background: true }), counts: new Uint16Array(12).fill(2) };
  dataset.backgroundCounts = Uint16Array.from([0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  // Net in channels 1 and 2: 2 - 0.25 x 4 = 1, and 2.
  expect(meanSpectra(dataset, { band: [1, 3] }).classes[0].mean).toEqual(Float64Array.of(1 / 3, 2 / 3));
});
