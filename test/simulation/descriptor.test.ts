import { expect, test } from 'vitest';
import { createResponse, embeddedResponse, responseDescriptor, responseDescriptorNames } from '../../ts/index.js';
import { smallArf, smallRmf } from './fixtures.js';

const named = (response: Parameters<typeof responseDescriptor>[0]) => {
  const numbers = responseDescriptor(response);
  return Object.fromEntries(responseDescriptorNames.map((name, k) => [name, numbers[k]]));
};

/** Energy bins of 0.1 keV from 0.05 to 8.05 keV, each with a channel of its own; row `e` sums to `sums(energy)`. */
function diagonal(sums: (energy: number) => number) {
  const rows = 80;
  const energLo = Float64Array.from({ length: rows }, (_, e) => 0.05 + 0.1 * e);
  const energHi = energLo.map((low) => low + 0.1);
  const ones = new Int32Array(rows).fill(1);
  const channel = Int32Array.from({ length: rows }, (_, c) => c + 1);
  const matrix = Float64Array.from(energLo, (low) => sums(low + 0.05));
  return {
    ...{ ...smallRmf(), energLo, energHi, eMin: energLo, eMax: energHi, nGrp: ones, nChan: ones, fChan: channel },
    ...{ matrix, channel, detChans: rows },
  };
}

test('a flat area and one channel a line: ratios of 1, and a width of one channel', () => {
  const numbers = named(createResponse(diagonal(() => 1)));
  expect(Object.keys(numbers)).toEqual(responseDescriptorNames);
  for (const energy of [0.5, 0.7, 1, 1.5, 4, 6])
    expect(numbers[`log10 area ${energy} keV over 2 keV`]).toBeCloseTo(0, 12);
  expect(numbers['log10 FWHM at 1.5 keV']).toBeCloseTo(-1, 12);
  expect(numbers['log10 FWHM at 6 keV']).toBeCloseTo(-1, 12);
});

test('lines that appear a channel higher are shifted by its width, those in their own channel by nothing', () => {
  const inPlace = diagonal(() => 1);
  const moved = { ...inPlace, fChan: inPlace.fChan.map((c) => Math.min(c + 1, 80)) };
  for (const [rmf, shift] of [
    [inPlace, 0],
    [moved, 0.1],
  ] as const) {
    const numbers = named(createResponse(rmf));
    expect(numbers['shift at 1.5 keV']).toBeCloseTo(shift, 12);
    expect(numbers['shift at 3 keV']).toBeCloseTo(shift, 12);
  }
});

test('photons that the matrix loses are not area', () => {
  const rmf = diagonal((energy) => (energy < 0.65 ? 0.1 : energy > 3 ? 0.5 : 1));
  const arf = {
    file: 'a.arf',
    energLo: rmf.energLo,
    energHi: rmf.energHi,
    specResp: rmf.energLo.map((e) => (e > 5 ? 40 : 10)),
  };
  const numbers = named(createResponse(rmf, arf));
  expect(numbers['log10 area 0.5 keV over 2 keV']).toBeCloseTo(-1, 12);
  expect(numbers['log10 area 1 keV over 2 keV']).toBeCloseTo(0, 12);
  expect(numbers['log10 area 4 keV over 2 keV']).toBeCloseTo(Math.log10(0.5), 12);
  expect(numbers['log10 area 6 keV over 2 keV']).toBeCloseTo(Math.log10(2), 12);
});

test('the area is the mean over 5 % to either side: 0.7 keV takes in 15 eV of the bin below and 20 eV of its own', () => {
  // 0.665-0.735 keV all within the bin 0.65-0.75; 1.425-1.575 takes in 25, 100 and 25 eV of three bins.
  const rmf = diagonal((energy) => (Math.abs(energy - 1.4) < 0.01 ? 0.4 : 1));
  const numbers = named(createResponse(rmf));
  expect(numbers['log10 area 0.7 keV over 2 keV']).toBeCloseTo(0, 12);
  expect(numbers['log10 area 1.5 keV over 2 keV']).toBeCloseTo(Math.log10((25 * 0.4 + 100 + 25) / 150), 10);
});

test('the width is interpolated between channels', () => {
  // A line has 0.7 and 0.3 in two channels of 0.2 keV. From 0.7 to 0.3 above it, 0.35 comes after 7/8 of the way; below, to 0, half way.
  const numbers = named(createResponse(smallRmf(), smallArf()));
  expect(10 ** numbers['log10 FWHM at 1.5 keV']).toBeCloseTo(0.175 + 0.1, 12);
  expect(numbers['log10 area 1.5 keV over 2 keV']).toBeCloseTo(0, 12);
});

test('an instrument that is blind at an energy has the limit there, and one that is blind at 2 keV too', () => {
  const soft = named(createResponse(diagonal((energy) => (energy < 3 ? 1 : 0))));
  expect(soft['log10 area 6 keV over 2 keV']).toBe(-4);
  expect(soft['log10 FWHM at 6 keV']).toBe(-4);
  const hard = named(createResponse(diagonal((energy) => (energy > 3 ? 1 : 0))));
  expect(hard['log10 area 6 keV over 2 keV']).toBe(4);
  expect(hard['log10 area 0.5 keV over 2 keV']).toBe(-4);
});

// FWHM of the files' lines: 319 and 593 eV; area: docs/embedded-data.md.
test('cycle 0 of ACIS-I', () => {
  const numbers = named(embeddedResponse('acis-i-cycle0'));
  expect(10 ** numbers['log10 FWHM at 1.5 keV']).toBeCloseTo(0.319, 2);
  expect(10 ** numbers['log10 FWHM at 6 keV']).toBeCloseTo(0.593, 2);
  expect(10 ** numbers['log10 area 0.7 keV over 2 keV']).toBeCloseTo(0.48, 1);
});
