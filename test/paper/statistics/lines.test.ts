import { describe, expect, test } from 'vitest';
import { emissionLines, lineMarkers, lineStrength, normalised, sumIn } from '../../../ts/paper/statistics/lines.js';

const width = 0.01;
const eMin = Float64Array.from({ length: 400 }, (_, c) => 0.3 + c * width);
const eMax = eMin.map((low) => low + width);
const [, , silicon] = emissionLines;

/** A power law of index -1 through a detector whose area drops by a third at 1.8 keV, with `line` counts at silicon. */
function spectrum(line: number) {
  const reference = eMin.map((low) => (low > 1.8 ? 2 : 3));
  const values = reference.map((area, c) => area / (eMin[c] + width / 2));
  const inBand = eMin.findIndex((low) => low > 1.85);
  values[inBand] += line;
  return { reference, values };
}

describe('strength of a line', () => {
  test('is none in a continuum, whatever its slope and the area of the detector', () => {
    const { reference, values } = spectrum(0);
    const { contrast, share, significance } = lineStrength({ eMin, eMax, values }, reference, silicon);
    expect(contrast).toBeCloseTo(1, 3);
    expect(share).toBeCloseTo(0, 4);
    expect(Math.abs(significance)).toBeLessThan(0.02);
  });

  test('is the counts that were added, over the continuum and over all', () => {
    const { reference, values } = spectrum(20);
    const { contrast, share, significance } = lineStrength({ eMin, eMax, values }, reference, silicon);
    const total = values.reduce((a, b) => a + b, 0);
    const inBand = sumIn({ eMin, eMax }, values, silicon.band);
    expect(contrast).toBeCloseTo(inBand / (inBand - 20), 2);
    expect(share).toBeCloseTo(20 / total, 4);
    // Of 1000 counts: those of the line over the root of those in the band.
    expect(significance).toBeCloseTo((1000 * (20 / total)) / Math.sqrt((1000 * inBand) / total), 2);
  });

  test('does not depend on the units of spectrum and reference', () => {
    const { reference, values } = spectrum(20);
    const plain = lineStrength({ eMin, eMax, values }, reference, silicon);
    const other = lineStrength(
      { eMin, eMax, values: normalised(values) },
      reference.map((r) => 7 * r),
      silicon,
    );
    expect(other.contrast).toBeCloseTo(plain.contrast, 10);
    expect(other.significance).toBeCloseTo(plain.significance, 10);
  });
});

test('a sum takes the channels whose centre is in the band, edges included', () => {
  const edges = { eMin: [0, 1, 2, 3], eMax: [1, 2, 3, 4] };
  expect(sumIn(edges, [1, 10, 100, 1000], [1.5, 2.5])).toBe(110);
  expect(sumIn(edges, [1, 10, 100, 1000], [1.51, 2.49])).toBe(0);
});

test('lines and their neighbours do not overlap, and a line is marked in its band', () => {
  for (const { band, sides } of emissionLines) {
    expect(sides[0][1]).toBeLessThanOrEqual(band[0]);
    expect(sides[1][0]).toBeGreaterThanOrEqual(band[1]);
  }
  const marked = Object.fromEntries(lineMarkers.map(({ x, name }) => [name, x]));
  expect(marked).toEqual({ 'Fe-L': 0.82, 'Ne-K': 1.02, 'Mg-K': 1.35, 'Si-K': 1.86, 'S-K': 2.45, 'Fe-K': 6.4 });
  for (const { name, band } of emissionLines)
    for (const member of name.replace('Fe-L/Ne-K', 'Fe-L Ne-K').split(' '))
      expect(marked[member] > band[0] && marked[member] < band[1], member).toBe(true);
});
