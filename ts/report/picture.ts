import { atomicWrite, checkObject, ParameterError, wordsFor } from '../base/index.js';

/** A drawn plot: an SVG document, and the same as PNG with twice as many pixels a side, for screen and print. */
export interface Picture {
  svg: string;
  png: Uint8Array;
}

/** Title and size of a picture. */
export interface PictureOptions {
  title?: string;
  /** Width of the SVG, px; the PNG has twice that. */
  width?: number;
  /** Height of the SVG, px. */
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
  const one = /\.(svg|png)$/.exec(path)?.[1];
  const base = one ? path.slice(0, -4) : path;
  if (one !== 'png') atomicWrite(`${base}.svg`, picture.svg);
  if (one !== 'svg') atomicWrite(`${base}.png`, picture.png);
}
