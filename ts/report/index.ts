import type { Picture } from './plot.js';

export { type Cell, csvTable } from './csv.js';
export type { Picture, PictureOptions } from './plot.js';
export { savePicture } from './save.js';
export type { SpectrumCurve } from './spectra.js';

// The drawing libraries take longer to load than most commands run: they are loaded with the first picture.

/** See {@link import('./spectra.js').plotMeanSpectra}. */
export async function plotMeanSpectra(
  ...parameters: Parameters<typeof import('./spectra.js').plotMeanSpectra>
): Promise<Picture> {
  return (await import('./spectra.js')).plotMeanSpectra(...parameters);
}

/** See {@link import('./probabilities.js').plotProbabilities}. */
export async function plotProbabilities(
  ...parameters: Parameters<typeof import('./probabilities.js').plotProbabilities>
): Promise<Picture> {
  return (await import('./probabilities.js')).plotProbabilities(...parameters);
}
