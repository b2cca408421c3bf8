import { describe, expect, it } from 'vitest';
import { emissionLines, lineStrength, normalised, sumIn } from '../../ts/experiments/lines.js';
import { modelSpectra, strongestLines } from '../../ts/experiments/modelSpectra.js';

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
  it('is none in a continuum, whatever its slope and the area of the detector', () => {
    const { reference, values } = spectrum(0);
    const { contrast, share, significance } = lineStrength({ eMin, eMax, values }, reference, silicon);
    expect(contrast).toBeCloseTo(1, 3);
    expect(share).toBeCloseTo(0, 4);
    expect(Math.abs(significance)).toBeLessThan(0.02);
  });

  it('is the counts that were added, over the continuum and over all', () => {
    const { reference, values } = spectrum(20);
    const { contrast, share, significance } = lineStrength({ eMin, eMax, values }, reference, silicon);
    const total = values.reduce((a, b) => a + b, 0);
    const inBand = sumIn({ eMin, eMax }, values, silicon.band);
    expect(contrast).toBeCloseTo(inBand / (inBand - 20), 2);
    expect(share).toBeCloseTo(20 / total, 4);
    // Of 1000 counts: those of the line over the root of those in the band.
    expect(significance).toBeCloseTo((1000 * (20 / total)) / Math.sqrt((1000 * inBand) / total), 2);
  });

  it('does not depend on the units of spectrum and reference', () => {
    const { reference, values } = spectrum(20);
    const one = lineStrength({ eMin, eMax, values }, reference, silicon);
    const other = lineStrength(
      { eMin, eMax, values: normalised(values) },
      reference.map((r) => 7 * r),
      silicon,
    );
    expect(other.contrast).toBeCloseTo(one.contrast, 10);
    expect(other.significance).toBeCloseTo(one.significance, 10);
  });

  it('orders lines by significance', () => {
    const strength = (significance: number) => ({ contrast: 1, share: 0, significance });
    expect(strongestLines([1, 4, 3, 2].map(strength))).toEqual(['Mg-K', 'Si-K', 'S-K', 'Fe-L/Ne-K']);
  });
});

describe('model spectra', () => {
  it('have a sum of 1, and lines that fade with temperature', async () => {
    const result = await modelSpectra.run(undefined as never);
    for (const { panels } of result.figures)
      for (const panel of panels)
        if (panel.kind === 'chart')
          for (const { y, x } of panel.series) {
            expect(y).toHaveLength(x.length);
            expect(y.reduce((sum, value) => sum + (value || 0), 0)).toBeCloseTo(1, 5);
          }
    expect(result.figures.map(({ id }) => id)).toEqual(['figure-1', 'figure-19', 'figure-20']);
    expect(result.items.find(({ id }) => id === 'H23.kT')?.verdict).toBe('pass');
    expect(result.items.filter(({ verdict }) => verdict === 'differs').every(({ why }) => why)).toBe(true);
  });
});
