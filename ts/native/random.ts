import { checkWhole } from '../base/index.js';
import { addon } from './addon.js';

declare module './addon.js' {
  interface NativeAddon {
    uniforms(seed: number, stream: number, first: number, count: number, draws: number, out: Float64Array): void;
  }
}

/**
 * The purposes of random numbers. The stream is part of the Philox counter (native/core/random/philox.h), so draws for
 * different purposes never share a block, whatever the seed. A stream number that was used in a release keeps its
 * meaning. Stars and AGN have separate streams, because a star and an AGN with the same number must not have the same
 * noise. Other populations share the third set, with a seed made of the run's and their name.
 */
export const streams = {
  starCounts: 0,
  agnCounts: 1,
  fakeIt: 2,
  otherCounts: 3,
  fakeItBackground: 4,
  starParameters: 16,
  agnParameters: 17,
  starBackground: 18,
  agnBackground: 19,
  starResponse: 20,
  agnResponse: 21,
  otherBackground: 22,
  otherResponse: 23,
  starBackgroundCounts: 32,
  agnBackgroundCounts: 33,
  otherBackgroundCounts: 34,
  split: 48,
  shuffle: 49,
  weights: 50,
  bootstrap: 51,
  freshCounts: 52,
  freshBackground: 53,
  distilConditions: 54,
  acisArea: 64,
  acisMatrix: 65,
} as const;

/**
 * Uniform random numbers in (0, 1), both ends open, 52 random bits each: Philox 4x32-10 (Salmon et al. 2011,
 * doi 10.1145/2063384.2063405).
 *
 * @param seed whole number from 0 to 2^53 - 1, the Philox key
 * @param stream what the numbers are for, one of {@link streams} (0 to 255)
 * @param first number of the first item (source, spectrum)
 * @param count number of items
 * @param draws uniforms for each item
 * @returns count x draws; row i depends on (seed, stream, first + i) only
 * @throws ParameterError for a number that is not whole or out of its range, naming it
 */
export function uniforms(seed: number, stream: number, first: number, count: number, draws: number): Float64Array {
  checkWhole('seed', seed);
  checkWhole('stream', stream, 0, 255);
  checkWhole('first', first);
  checkWhole('count', count, 0, 2 ** 32);
  checkWhole('draws', draws, 1, 2 ** 32);
  const out = new Float64Array(count * draws);
  addon().uniforms(seed, stream, first, count, draws, out);
  return out;
}
