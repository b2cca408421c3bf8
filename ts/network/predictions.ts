import type { RunOptions } from '../base/index.js';
import type { ChannelFlag } from '../dataset/index.js';

/**
 * Reasons to be careful with a verdict:
 * - `no-net-counts`: the inputs are shares of a spectrum's counts (net counts with the default {@link
 *   InputConvention}), and the sum of these is not above 0; there is no probability (NaN);
 * - `few-counts`: the posterior is wide, as it is of few counts: the most probable class is wrong with a chance, 1 - its
 *   probability, above 0.2;
 * - `instrument-mismatch`: another telescope, instrument or detector than in the training;
 * - `response-differs`: the same instrument by its names, but another response (another position on the detector,
 *   another year); not of a classifier that has the response among its inputs;
 * - `trained-without-background`: the background is above a tenth of the net counts, and the training spectra had none.
 *   (Among simulated spectra, the classifier of the paper then makes 3 to 4 % more errors for a background of 0.1 to 0.3 of
 *   the net counts, 10 to 20 % more beyond 0.3, and at most 1 % more below 0.1.)
 * - `outside-training`: the net counts are not above the least of the training (`minimumNetCounts`), or an extra input
 *   ({@link InputConvention}), such as a number that describes the response, is below the smallest or above the largest
 *   of the training spectra by more than 0.01 + 0.05 x (largest - smallest). (These numbers are logarithms to base 10 or
 *   of order 1: 0.01 is 2 % of an area.) Also where more than 15 % of the band's channels are bad or not stored. The
 *   probabilities may then be far too sure;
 * - those of {@link ChannelFlag}: the network is then given what the other channels lead to expect in the missing ones.
 */
export type Flag =
  | 'no-net-counts'
  | 'few-counts'
  | 'instrument-mismatch'
  | 'response-differs'
  | 'trained-without-background'
  | 'outside-training'
  | ChannelFlag;

/** The classifier's results for spectra, one row for each. */
export interface Predictions {
  /** spectra x classes; each row sums to 1, or is NaN. */
  probabilities: Float32Array;
  /** Number of the class of each spectrum, -1 where there is no probability. */
  verdicts: Int16Array;
  /** Net counts in the count band (`countBand`, 0.3 to 8.0 keV by default). */
  netCounts: Float64Array;
  /** A list of flags for each spectrum; spectra with the same flags share a list. */
  flags: readonly (readonly Flag[])[];
}

/** Options of {@link Classifier.predict}. */
export interface PredictOptions extends RunOptions {
  /**
   * For two classes only: the verdict is the second class (AGN) from this probability on; default 0.5. A higher
   * threshold gives a purer sample of AGN, a lower one a more complete sample. With more classes the verdict is the
   * most probable class.
   */
  threshold?: number;
}
