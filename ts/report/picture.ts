import { atomicWrite, checkObject, ParameterError, wordsFor } from '../base/index.js';
import type { Picture } from '../chart/types.js';

/** Title and size of a picture. */
export interface PictureOptions {
  title?: string;
  /** Width of the SVG, px, 200 to 10,000 (default 800); the PNG has twice that. */
  width?: number;
  /** Height of the SVG, px, 200 to 10,000 (default 500). */
  height?: number;
}

/** A curve of {@link plotMeanSpectra}. */
export interface SpectrumCurve {
  /** Name in the legend. */
  name: string;
  /** Mean fraction of the net counts in each channel, as `meanSpectra` gives it. */
  mean: ArrayLike<number>;
  /** Number of spectra in the mean, for the legend. */
  count?: number;
}

/**
 * Writes a picture under a temporary name first.
 *
 * @param path folder and name: one that ends in .svg or .png gets that file, any other `path`.svg and `path`.png
 * @throws FileError if a file cannot be written.
 */
export function savePicture(path: string, picture: Picture): void {
  if (typeof path !== 'string')
    throw new ParameterError('path', `path is ${wordsFor(path)}; a folder and name is needed`);
  checkObject('picture', picture, 'a picture (plotMeanSpectra, plotModel, plotProbabilities)', 'svg', 'png');
  const extension = /\.(svg|png)$/.exec(path)?.[1];
  const base = extension ? path.slice(0, -4) : path;
  if (extension !== 'png') atomicWrite(`${base}.svg`, picture.svg);
  if (extension !== 'svg') atomicWrite(`${base}.png`, picture.png);
}
