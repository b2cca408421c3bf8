import { describe, expect, test } from 'vitest';
import {
  createResponse,
  datasetFromPha,
  datasetFromSimulation,
  FileError,
  type LoadedSpectrum,
  MismatchError,
  netCounts,
  ParameterError,
  responseDescriptor,
  responseDescriptorNames,
  type SimulatedSpectra,
  validateDataset,
} from '../../ts/index.js';
import { FitsHeader } from '../../ts/ogip/fits/header.js';
import { type Pha, type Rmf, readArf, readPha, readRmf } from '../../ts/ogip/index.js';
import { hasShared, sharedFile } from '../shared.js';

/** Four channels of 1 keV, and as many energies, each photon in the channel of its energy. */
function rmf(change: Partial<Rmf> = {}): Rmf {
  const low = Float64Array.of(1, 2, 3, 4);
  return {
    ...{ file: 'a.rmf', energLo: low, energHi: low.map((e) => e + 1), nGrp: Int32Array.of(1, 1, 1, 1) },
    ...{ fChan: Int32Array.of(1, 2, 3, 4), nChan: Int32Array.of(1, 1, 1, 1), matrix: Float64Array.of(1, 1, 1, 1) },
    ...{ firstChannel: 1, detChans: 4, channel: Int32Array.of(1, 2, 3, 4), eMin: low, eMax: low.map((e) => e + 1) },
    ...{ includesArea: false, index: 1, matrices: 1, telescope: 'CHANDRA' },
    ...change,
  };
}

function pha(counts: number[], change: Partial<Pha> = {}): Pha {
  return {
    ...{ file: 's.pha', channel: Int32Array.of(1, 2, 3, 4), counts: Float64Array.from(counts), isRate: false },
    ...{ exposure: 1000, backScal: 1, areaScal: 1, content: 'TOTAL', detChans: 4, header: new FitsHeader([]) },
    ...change,
  };
}

describe('datasetFromPha', () => {
  test('scales the background by exposure, BACKSCAL and AREASCAL', () => {
    const background = pha([1, 0, 2, 4], { exposure: 4000, backScal: Float64Array.of(5, 5, 5, 5), areaScal: 0.5 });
    const source = pha([9, 1, 0, 65535], { backScal: 2 });
    const dataset = validateDataset(datasetFromPha([{ pha: source, background, rmf: rmf() }]));
    expect(dataset.backgroundScale![0]).toBeCloseTo((1000 * 2 * 1) / (4000 * 5 * 0.5), 15);
    expect([...dataset.counts]).toEqual([9, 1, 0, 65535]);
    expect([...dataset.backgroundCounts!]).toEqual([1, 0, 2, 4]);
    expect(netCounts(dataset, [1, 3])[0]).toBeCloseTo(10 - 0.2, 12);
    expect(dataset).toMatchObject({ classes: ['unknown'], firstChannel: 1, exposure: Float64Array.of(1000) });
    expect(dataset.provenance[0].response).toMatch(/^CHANDRA unknown unknown [0-9a-f]{16}$/);
  });

  test('the spectrum names the detector where the response does not', () => {
    const spectrum = { pha: pha([1, 2, 3, 4], { detector: 'ACIS-7', telescope: 'other' }), rmf: rmf() };
    expect(datasetFromPha([spectrum]).provenance[0].response).toMatch(/^CHANDRA unknown ACIS-7 /);
  });

  test('responses are described where the area of all is known', () => {
    const described = (...areas: boolean[]) =>
      datasetFromPha(areas.map((includesArea) => ({ pha: pha([1, 2, 3, 4]), rmf: { ...rmf(), includesArea } })));
    const dataset = validateDataset(described(true));
    expect(dataset.responseDescriptorNames).toEqual(responseDescriptorNames);
    expect([...dataset.responseDescriptor!]).toEqual([...responseDescriptor(createResponse(rmf()))]);
    expect(described(true, true).responseDescriptor!.length).toBe(2 * responseDescriptorNames.length);
    expect(described(false).responseDescriptor).toBeUndefined();
    expect(described(true, false).responseDescriptor).toBeUndefined();
  });

  test('several spectra, with classes, some channels missing, some without background', () => {
    const observed: LoadedSpectrum[] = [
      { pha: pha([1, 2], { channel: Int32Array.of(2, 4) }), rmf: rmf() },
      { pha: pha([5, 6, 7, 8]), background: pha([1, 1, 1, 1]), rmf: rmf() },
    ];
    const dataset = validateDataset(datasetFromPha(observed, { classes: ['agn', 'star'] }));
    expect([...dataset.counts]).toEqual([0, 1, 0, 2, 5, 6, 7, 8]);
    expect([...dataset.backgroundScale!]).toEqual([0, 1]);
    expect([...netCounts(dataset, [1, 5])]).toEqual([3, 22]);
    expect(dataset.classes).toEqual(['agn', 'star']);
    expect([...dataset.labels]).toEqual([0, 1]);
    expect([...dataset.source]).toEqual([0, 1]);
    expect(datasetFromPha([observed[0]]).backgroundCounts).toBeUndefined();
  });

  test('more than 65,535 counts in a channel, and a background of fractions', () => {
    const background = pha([0.25, 0, 1.5, 0]);
    const dataset = validateDataset(datasetFromPha([{ pha: pha([70_000, 1, 0, 2]), background, rmf: rmf() }]));
    expect([...dataset.counts]).toEqual([70_000, 1, 0, 2]);
    expect([...dataset.backgroundCounts!]).toEqual([0.25, 0, 1.5, 0]);
    expect(netCounts(dataset, [1, 5])[0]).toBe(70_001.25);
    // Beside others of fewer bits nothing is cut.
    const both = datasetFromPha([
      { pha: pha([1, 2, 3, 4]), rmf: rmf() },
      { pha: pha([70_000, 1, 0, 2]), background, rmf: rmf() },
    ]);
    expect([...both.counts]).toEqual([1, 2, 3, 4, 70_000, 1, 0, 2]);
    expect([...both.backgroundCounts!]).toEqual([0, 0, 0, 0, 0.25, 0, 1.5, 0]);
  });

  test.each<[string, LoadedSpectrum, new (...args: never[]) => Error, string]>([
    ['no RMF', { pha: pha([1, 2, 3, 4]) }, FileError, 's.pha: no RMF is known for this spectrum'],
    [
      'counts that are no counts',
      { pha: pha([1, 2.5, 3, 4]), rmf: rmf() },
      FileError,
      's.pha: channel 2 has 2.5 counts; whole',
    ],
    ['negative counts', { pha: pha([1, -2, 3, 4], { content: 'NET' }), rmf: rmf() }, FileError, 'HDUCLAS2 is NET'],
    ['more than 32 bits', { pha: pha([2 ** 32, 0, 0, 0]), rmf: rmf() }, FileError, 'channel 1 has 4294967296 counts'],
    [
      'a foreign RMF',
      { pha: pha([1, 2, 3, 4], { channel: Int32Array.of(2, 3, 4, 5) }), rmf: rmf() },
      MismatchError,
      'it is not the RMF of this spectrum',
    ],
    [
      'a scaling of 0 in a good channel',
      { pha: pha([1, 2, 3, 4]), background: pha([1, 2, 3, 4], { backScal: Float64Array.of(1, 0, 3, 4) }), rmf: rmf() },
      FileError,
      'BACKSCAL is 0 in channel 2',
    ],
  ])('refuses %s', (_, spectrum, error, message) => {
    expect(() => datasetFromPha([spectrum])).toThrow(error);
    expect(() => datasetFromPha([spectrum])).toThrow(message);
  });

  test('refuses nothing at all, and classes for other spectra', () => {
    expect(() => datasetFromPha([])).toThrow(ParameterError);
    expect(() => datasetFromPha([{ pha: pha([1, 2, 3, 4]), rmf: rmf() }], { classes: [] })).toThrow(
      '0 classes for 1 spectra',
    );
  });
});

test('datasetFromSimulation: sources are numbered as in the population', () => {
  const simulated = {
    ...{ count: 2, channels: 4, counts: Uint16Array.of(1, 2, 3, 4, 5, 6, 7, 8), name: 'agn', population: 'test 1' },
    ...{
      exposure: 50,
      seed: 9,
      first: 100,
      sources: { count: 2, properties: { z: Float64Array.of(0.1, 2) }, groups: [] },
    },
    responses: [Object.create(createResponse(rmf()), { identity: { value: 'CHANDRA ACIS ACIS-I 00' } })],
    fluxScale: 1,
  } as unknown as SimulatedSpectra;
  const dataset = validateDataset(datasetFromSimulation(simulated));
  expect([...dataset.source]).toEqual([100, 101]);
  expect(dataset).toMatchObject({
    classes: ['star', 'agn'],
    labels: Uint8Array.of(1, 1),
    exposure: Float64Array.of(50, 50),
    properties: { z: Float64Array.of(0.1, 2) },
  });
  expect(() => datasetFromSimulation({ ...simulated, first: 2 ** 32 - 1 })).toThrow('source 4294967296 is beyond');
  expect(dataset.provenance).toMatchObject([{ seed: 9, population: 'test 1', response: 'CHANDRA ACIS ACIS-I 00' }]);
});

describe.skipIf(!hasShared)('real Chandra spectra', () => {
  test('the star in the DG Tau field, with its background extension', () => {
    const file = (kind: string) => sharedFile(`spectra/stars/acisf04487_001N02${kind}.fits.gz`);
    const spectrum = readPha(file('3_r0009_pha3'));
    const observed = {
      pha: spectrum,
      background: spectrum.background,
      rmf: readRmf(file('2_r0009_rmf3')),
      arf: readArf(file('2_r0009_arf3')),
    };
    const dataset = validateDataset(datasetFromPha([observed]));
    expect(dataset.counts.reduce((sum, n) => sum + n, 0)).toBe(389);
    // The counts of both regions, and the scale from the header's numbers.
    const { background } = observed;
    const scale =
      (spectrum.exposure * (spectrum.backScal as number)) / (background!.exposure * (background!.backScal as number));
    expect(dataset.backgroundScale![0]).toBeCloseTo(scale, 12);
    expect(netCounts(dataset)[0]).toBeLessThan(389);
    expect(netCounts(dataset)[0]).toBeGreaterThan(300);
    expect(dataset.provenance[0].response).toMatch(/^CHANDRA ACIS ACIS-7 /);
  });
});
