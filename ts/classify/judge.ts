import { applyPrior, type Prior } from '../metrics/index.js';
import type { Flag } from '../network/index.js';
import { hasFewCounts, verdictOf } from '../network/verdict.js';
import type { Likeliest } from './sketch.js';

/** What a verdict may be by: a trained network, or a bank of templates. */
export type Method = 'network' | 'bank';

/**
 * Reasons to be careful with the verdict on a file: those of the network ({@link Flag}), where the verdict is by it, and
 * - `few-counts`: the posterior is wide: the most probable class is wrong with a chance above 0.2, the prior considered;
 * - `no-background`: the spectrum has no background, so that all its counts are taken for the source's;
 * - `unlike-training`: no template of any class explains the spectrum: the source may be of none of the classes, its
 *   response or background wrong, or its spectrum piled up. Set where a bank was asked.
 */
export type VerdictFlag = Flag | 'no-background' | 'unlike-training';

/** What one method says of a spectrum. */
export interface Opinion {
  method: Method;
  /** Of each class, for classes of equal shares; NaN if there is none. */
  probabilities: number[];
  flags: VerdictFlag[];
  /** For pictures, if they are asked for: the bank's, whoever decides. */
  likeliest?: Likeliest;
}

/** The network's probabilities of equal shares are taken for its best from here on; below, the bank knows better. */
const sureFrom = 0.8;

/** How far apart network and bank may be: a network is the bank's student, and a spectrum that parts them is not of its training. */
const apart = 0.2;

/** With any of these a spectrum is beyond what the network was trained on. */
const outOfRange: readonly VerdictFlag[] = [
  'outside-training',
  'instrument-mismatch',
  'response-differs',
  'trained-without-background',
  'bad-channels',
  'band-not-covered',
];

/**
 * The opinion that decides: the network's where the spectrum is within its training and all channels of the band are known, the network sure (a probability of at
 * least 0.8) and the bank of nearly the same opinion (within 0.2) and able to explain the spectrum; else the bank's, if there
 * is one.
 */
export function chosenOpinion(network: Opinion | undefined, bank: Opinion | undefined): Opinion {
  if (!network || !bank) return (network ?? bank)!;
  const { probabilities, flags } = network;
  const isWithin = !flags.some((flag) => outOfRange.includes(flag));
  const isShared =
    !bank.flags.includes('unlike-training') &&
    probabilities.every((p, i) => Math.abs(p - bank.probabilities[i]) <= apart);
  return isWithin && isShared && Math.max(...probabilities) >= sureFrom ? network : bank;
}

/**
 * The verdict of an opinion: its probabilities under a prior, the class that they speak for (undefined if there is no
 * probability), and its flags.
 */
export function concluded(
  { probabilities, flags }: Pick<Opinion, 'probabilities' | 'flags'>,
  classes: readonly string[],
  { prior, threshold }: { prior?: Prior; threshold?: number } = {},
): { probabilities: number[]; verdict: string | undefined; flags: VerdictFlag[] } {
  const weighted = prior === undefined ? probabilities : Array.from(applyPrior(probabilities, classes, prior));
  const others = flags.filter((flag) => flag !== 'few-counts');
  return {
    probabilities: weighted,
    verdict: classes[verdictOf(weighted, threshold)],
    flags: hasFewCounts(weighted) ? ['few-counts', ...others] : others,
  };
}
