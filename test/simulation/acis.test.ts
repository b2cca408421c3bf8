import { describe, expect, test } from 'vitest';
import {
  type AcisOptions,
  acisResponse,
  acisResponses,
  applyArf,
  applyResponse,
  createResponse,
  embeddedResponse,
} from '../../ts/index.js';
import { readArf, readRmf } from '../../ts/ogip/index.js';
import { opticalDepths } from '../../ts/simulation/acisFamily.js';
import { acisRmf } from '../../ts/simulation/acisMatrix.js';
import { responseDescriptor, responseDescriptorNames } from '../../ts/simulation/descriptor.js';
import type { Response } from '../../ts/simulation/response.js';
import { hasShared, sharedFile } from '../shared.js';

/** Area at an energy, cm^2: the bin's photons of unit flux. */
function areaAt(response: Response, energy: number): number {
  const bin = response.energHi.findIndex((high) => high > energy);
  return applyArf(response, new Float64Array(response.energies).fill(1), 1)[bin];
}
const front = { chip: 'front', year: 2000 } as const;

describe('acisResponse', () => {
  test('has the energies and channels of the embedded response, and its area before contamination', () => {
    const [member, embedded] = [acisResponse(front), embeddedResponse('acis-i-cycle0')];
    expect(member.energLo).toEqual(embedded.energLo);
    expect(member.eMin).toEqual(embedded.eMin);
    expect([member.channels, member.firstChannel]).toEqual([1024, 1]);
    for (const energy of [0.5, 0.7, 1, 1.5, 2.1, 4, 6, 8])
      expect(areaAt(member, energy) / areaAt(embedded, energy)).toBeCloseTo(1, 2);
  });

  test('loses soft area from year to year, as ACIS-I did: 0.7 over 1.5 keV from 0.30 to 0.013', () => {
    const years = [2000.4, 2002, 2004, 2007, 2011, 2014, 2016, 2018, 2020];
    const ratios = years.map((year) => {
      const member = acisResponse({ ...front, year });
      return areaAt(member, 0.7) / areaAt(member, 1.5);
    });
    for (let i = 1; i < ratios.length; i++) expect(ratios[i]).toBeLessThan(ratios[i - 1]);
    expect(ratios[0]).toBeGreaterThan(0.28);
    expect(ratios[0]).toBeLessThan(0.31);
    expect(ratios.at(-1)!).toBeGreaterThan(0.009);
    expect(ratios.at(-1)!).toBeLessThan(0.018);
    // The embedded response of cycle 19: area at 0.5-1.5 keV over that at 2 keV, to 15 %.
    const late = responseDescriptor(acisResponse({ ...front, year: 2018 }));
    const embedded = responseDescriptor(embeddedResponse('acis-i-cycle19'));
    for (const k of [0, 1, 2, 3]) expect(Math.abs(late[k] - embedded[k])).toBeLessThan(0.06);
  });

  test('contamination is deeper year by year at each energy, and doubles with its factor', () => {
    const energies = Float64Array.of(0.4, 0.5, 0.6, 0.7, 1, 1.5);
    const clean = { contamination: 1, carbon: 0, oxygen: 0 };
    let before = new Float64Array(energies.length);
    for (const year of [2000.4, 2003, 2008, 2011.1, 2015, 2018, 2020]) {
      const depths = opticalDepths(energies, { ...clean, year });
      depths.forEach((depth, i) => {
        expect(depth).toBeGreaterThanOrEqual(before[i]);
      });
      before = Float64Array.from(depths);
    }
    const single = opticalDepths(energies, { ...clean, year: 2011.1 });
    const double = opticalDepths(energies, { ...clean, year: 2011.1, contamination: 2 });
    expect(double[3]).toBeCloseTo(2 * single[3], 10);
    // Carbon absorbs below oxygen's K edge, oxygen hardly does.
    const carbon = opticalDepths(energies, { ...clean, year: 2011.1, carbon: 0.1 });
    const oxygen = opticalDepths(energies, { ...clean, year: 2011.1, oxygen: 0.1 });
    expect(carbon[1] - single[1]).toBeGreaterThan(2 * (carbon[3] - single[3]));
    expect(oxygen[1] - single[1]).toBeLessThan(0.2 * (oxygen[3] - single[3]));
  });

  test('vignetting of 2 takes half of the area at 6 keV and nothing at 2 keV; extraction takes its share at 6 keV', () => {
    const ratio = (options: object, energy: number) =>
      areaAt(acisResponse({ ...front, ...options }), energy) / areaAt(acisResponse(front), energy);
    expect(ratio({ vignetting: 2 }, 6)).toBeCloseTo(0.501, 2);
    expect(ratio({ vignetting: 2 }, 1.9)).toBeCloseTo(1, 6);
    expect(ratio({ extraction: 0.3 }, 6)).toBeCloseTo(0.7, 2);
    expect(ratio({ extraction: 0.3 }, 1)).toBeCloseTo(0.95, 2);
    expect(ratio({ depth: 0.1 }, 8)).toBeCloseTo(1.105, 2);
    expect(ratio({ depth: 0.1 }, 4.9)).toBe(1);
  });

  test('lines are as wide as asked for, and their energies move with the gain', () => {
    const at = (options: object) => responseDescriptor(acisResponse({ ...front, ...options })).map((x) => 10 ** x);
    const [usual, narrow] = [at({}), at({ resolution: 0.7 })];
    expect(usual[6]).toBeCloseTo(0.129, 2);
    for (const k of [6, 7]) expect(narrow[k] / usual[k]).toBeCloseTo(0.7, 1);
    // Cycle 0, not corrected: 319 and 593 eV.
    const wide = at({ resolution: 2.4 });
    expect(wide[6]).toBeCloseTo(0.319, 2);
    expect(wide[7]).toBeCloseTo(0.593, 1);
    const mean = (response: Response) => {
      const line = new Float64Array(response.energies);
      line[response.energHi.findIndex((high) => high > 5)] = 1;
      const events = applyResponse(response, line, 1);
      const near = events.map((x, c) => (Math.abs(response.eMin[c] - 5) < 0.5 ? x : 0));
      return near.reduce((s, x, c) => s + x * response.eMin[c], 0) / near.reduce((s, x) => s + x, 0);
    };
    expect(mean(acisResponse({ ...front, gain: 0.01 })) - mean(acisResponse(front))).toBeCloseTo(0.05, 2);
  });

  test('an offset moves all lines, the step of early calibrations those above 2 keV', () => {
    const shiftOf = (options: Partial<AcisOptions>, energy: number) => {
      const numbers = responseDescriptor(acisResponse({ chip: 'back', year: 2005, ...options }));
      return numbers[responseDescriptorNames.indexOf(`shift at ${energy} keV`)];
    };
    for (const energy of [1.5, 3]) expect(shiftOf({ offset: 0.02 }, energy) - shiftOf({}, energy)).toBeCloseTo(0.02, 3);
    expect(shiftOf({ gainStep: 1 }, 1.5)).toBeCloseTo(shiftOf({}, 1.5), 9);
    // 43 eV at 3 keV, in matrices of Chandra's early files.
    expect(shiftOf({ gainStep: 1 }, 3) - shiftOf({}, 3)).toBeCloseTo(0.043, 3);
  });

  test('equals the response that createResponse makes of its matrix and area, bit by bit, identity included', () => {
    const options = {
      chip: 'back',
      year: 2009,
      vignetting: 1.3,
      resolution: 0.9,
      gain: 0.003,
      offset: 0,
      gainStep: 0,
    } as const;
    const member = acisResponse(options);
    // Another area on the same matrix in between: nothing of it may stay.
    acisResponse({ ...options, year: 2018 });
    const rmf = acisRmf(options);
    const { energLo, energHi } = rmf;
    const specResp = applyArf(member, new Float64Array(member.energies).fill(1), 1);
    const whole = createResponse(rmf, { file: 'whole.arf', energLo, energHi, specResp });
    const flux = Float64Array.from(energLo, (energy) => energy ** -1.7);
    expect(applyResponse(member, flux, 1e4)).toEqual(applyResponse(whole, flux, 1e4));
    expect(member.identity).toBe(whole.identity);
    expect(member.identity).toMatch(/^CHANDRA ACIS ACIS-S [0-9a-f]{16}$/);
  });

  test('refuses what is out of range, naming it', () => {
    expect(() => acisResponse({ ...front, year: 1998 })).toThrow('year is 1998; it must be a number, at least 1999.5');
    expect(() => acisResponse({ ...front, vignetting: 4 })).toThrow('vignetting is 4');
    expect(() => acisResponse({ ...front, chip: 'side' as 'front' })).toThrow('chip is the text "side"');
    expect(() => acisResponse({ chip: 'back' } as never)).toThrow('year is undefined');
  });
});

describe('acisResponses', () => {
  test('are the same for a seed, and others for another', () => {
    const names = (seed: number) => acisResponses(6, { seed }).map(({ identity }) => identity);
    expect(names(7)).toEqual(names(7));
    expect(new Set([...names(7), ...names(8)]).size).toBe(12);
  });

  test('take the chips in turn, or the one asked for', () => {
    const detectors = (options: object) =>
      acisResponses(4, { seed: 1, ...options }).map(({ identity }) => identity.split(' ')[2]);
    expect(detectors({})).toEqual(['ACIS-I', 'ACIS-S', 'ACIS-I', 'ACIS-S']);
    expect(detectors({ chips: ['back'] })).toEqual(Array(4).fill('ACIS-S'));
    expect(() => acisResponses(1, { seed: 1, chips: [] })).toThrow('chips is empty');
    expect(() => acisResponses(0, { seed: 1 })).toThrow('count is 0');
  });

  test('span clean and late filters, on axis and far off, narrow lines and wide', () => {
    const numbers = acisResponses(200, { seed: 1, chips: ['front'] }).map(responseDescriptor);
    const range = (k: number) => [Math.min(...numbers.map((d) => d[k])), Math.max(...numbers.map((d) => d[k]))];
    const [soft, hard, width] = [range(1), range(5), range(6)];
    expect(soft[0]).toBeLessThan(-1.4);
    expect(soft[1]).toBeGreaterThan(-0.33);
    expect(hard[0]).toBeLessThan(-0.272 - 0.25); // cycle 0 on axis: -0.272
    expect(hard[1]).toBeGreaterThan(-0.2);
    expect(width[0]).toBeLessThan(Math.log10(0.09));
    expect(width[1]).toBeGreaterThan(Math.log10(0.3));
  });
});

// Files that the family was not made from; tools/acis/check.mjs prints all of them in full.
describe.skipIf(!hasShared)('against real files', () => {
  const drawn = (chip: 'front' | 'back') => acisResponses(200, { seed: 1, chips: [chip] }).map(responseDescriptor);

  test.each([
    ['front', 'responses/acis/acis3_gcs28_2001-07'],
    ['back', 'spectra/stars/acisf04487_001N022_r0009'],
    ['back', 'spectra/other/acisf01575_001N001_r0085'],
  ] as const)('the drawn members of %s surround %s', (chip, name) => {
    const isLevel3 = name.startsWith('spectra');
    const rmf = readRmf(sharedFile(`${name}${isLevel3 ? '_rmf3.fits.gz' : '.rmf.gz'}`));
    const arf = readArf(sharedFile(`${name}${isLevel3 ? '_arf3.fits.gz' : '.arf'}`));
    const own = responseDescriptor(createResponse(rmf, arf));
    const members = drawn(chip);
    own.forEach((x, k) => {
      expect(members.filter((d) => d[k] < x).length, `number ${k}`).toBeGreaterThan(2);
      expect(members.filter((d) => d[k] > x).length, `number ${k}`).toBeGreaterThan(2);
    });
  });

  test('a grating in the beam lies outside', () => {
    const response = createResponse(
      readRmf(sharedFile('spectra/agn/3c273.rmf.gz')),
      readArf(sharedFile('spectra/agn/3c273.arf')),
    );
    const own = responseDescriptor(response);
    expect(drawn('back').some((d) => d[3] < own[3])).toBe(false);
  });
});
