import type { Band } from '../../index.js';
import type { XYChart } from '../../report/index.js';

/** An emission line, or a group that a CCD does not resolve, with the continuum at both sides of it; keV. */
export interface EmissionLine {
  name: string;
  /** Where its counts arrive, the redistribution of ACIS included. */
  band: Band;
  /** Continuum below and above, free of lines that strong. */
  sides: readonly [Band, Band];
}

// biome-ignore format: a line each
/** The lines that the paper names (Hebbar & Heinke 2023, figure 1). Fe-L and Ne-K are one. */
export const emissionLines: readonly EmissionLine[] = [
  { name: 'Fe-L/Ne-K', band: [0.78, 1.12], sides: [[0.45, 0.55], [1.19, 1.26]] },
  { name: 'Mg-K', band: [1.28, 1.52], sides: [[1.19, 1.26], [1.56, 1.7]] },
  { name: 'Si-K', band: [1.77, 2.08], sides: [[1.56, 1.7], [2.16, 2.3]] },
  { name: 'S-K', band: [2.37, 2.7], sides: [[2.16, 2.3], [2.76, 2.95]] },
];

/** Names of lines over the energy axis of a chart, keV: their strongest members (AtomDB). */
export const lineMarkers: NonNullable<XYChart['markers']> = [
  { x: 0.82, name: 'Fe-L' },
  { x: 1.02, name: 'Ne-K' },
  { x: 1.35, name: 'Mg-K' },
  { x: 1.86, name: 'Si-K' },
  { x: 2.45, name: 'S-K' },
  { x: 6.4, name: 'Fe-K' },
];

/** A spectrum on its channels: counts, expected counts or shares of them; keV. */
export interface ChannelSpectrum {
  eMin: ArrayLike<number>;
  eMax: ArrayLike<number>;
  values: ArrayLike<number>;
}

/** What a line is in a spectrum. */
export interface LineStrength {
  /** Counts in the line's band over those of the continuum there: 1 is no line. NaN where a side band is empty. */
  contrast: number;
  /** Counts of the line (those above the continuum) as a share of all counts of the spectrum. */
  share: number;
  /** In a spectrum of `countsOfReference` counts: counts of the line over the square root of all counts in its band. */
  significance: number;
}

/** Counts for which `significance` is given: a good spectrum of the sample. */
export const countsOfReference = 1000;

/**
 * The strength of a line over its neighbouring continuum. The continuum has the shape of `reference`, the same channels'
 * expected counts of a source without lines, so that steps of the effective area are no lines; it is scaled to the spectrum
 * in both side bands, and in between by a straight line in the logarithm of energy and factor.
 *
 * @param reference expected counts of a line-free source in each channel, in any unit
 */
export function lineStrength(
  spectrum: ChannelSpectrum,
  reference: ArrayLike<number>,
  line: EmissionLine,
): LineStrength {
  const { eMin, eMax, values } = spectrum;
  const centre = (c: number) => (eMin[c] + eMax[c]) / 2;
  const sides = line.sides.map((band) => {
    const scale = sumIn(spectrum, values, band) / sumIn(spectrum, reference, band);
    return { at: Math.log((band[0] + band[1]) / 2), log: Math.log(scale) };
  });
  const slope = (sides[1].log - sides[0].log) / (sides[1].at - sides[0].at);
  let [inBand, continuum, total] = [0, 0, 0];
  for (let c = 0; c < values.length; c++) {
    total += values[c];
    const energy = centre(c);
    if (energy < line.band[0] || energy > line.band[1]) continue;
    inBand += values[c];
    continuum += reference[c] * Math.exp(sides[0].log + slope * (Math.log(energy) - sides[0].at));
  }
  const share = (inBand - continuum) / total;
  return {
    contrast: inBand / continuum,
    share,
    significance: (share * Math.sqrt(countsOfReference)) / Math.sqrt(inBand / total),
  };
}

/** Sum over the channels whose centre lies in the band. */
export function sumIn({ eMin, eMax }: Omit<ChannelSpectrum, 'values'>, values: ArrayLike<number>, band: Band): number {
  let sum = 0;
  for (let c = 0; c < values.length; c++) {
    const energy = (eMin[c] + eMax[c]) / 2;
    if (energy >= band[0] && energy <= band[1]) sum += values[c];
  }
  return sum;
}

/** Shares of the sum: what the paper calls normalised. */
export function normalised(values: ArrayLike<number>): Float64Array {
  let total = 0;
  for (let c = 0; c < values.length; c++) total += values[c];
  return Float64Array.from(values, (value) => value / total);
}
