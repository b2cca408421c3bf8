import {
  checkList,
  checkRunOptions,
  checkWhole,
  ParameterError,
  type ReadonlyCountArray,
  type ReadonlyUint8Array,
  type ReadonlyUint16Array,
  type ReadonlyUint32Array,
  type RunOptions,
  threadBudget,
} from '../base/index.js';
import { addon, withControl } from '../native/index.js';

/**
 * Poisson log-likelihood of every spectrum for every template of expected counts,
 *
 *     logL = sum over channels of (k ln mu - mu - ln k!),
 *
 * with k the counts and mu the expected counts. Where a spectrum has counts in a channel in which a template expects
 * none, the log-likelihood is -Infinity. The products are computed in single precision, with ln mu relative to its mean
 * over the templates, and added up in double precision: the error is below 5e-7 of the sum of the magnitudes of the
 * terms.
 *
 * @param counts spectra x channels, row after row: Uint8Array, Uint16Array or Uint32Array
 * @param expected templates x channels, row after row, 0 to 1e9 each
 * @param channels number of channels of both
 * @param options.onProgress counts spectra
 * @returns spectra x templates
 * @throws ParameterError for counts of another kind, lengths that are no multiple of `channels`, or expected counts out
 *   of their limits; the signal's reason when aborted.
 */
export async function poissonLogLikelihood(
  counts: ReadonlyUint8Array | ReadonlyUint16Array | ReadonlyUint32Array | ReadonlyCountArray,
  expected: ArrayLike<number>,
  channels: number,
  options: RunOptions = {},
): Promise<Float64Array> {
  if (![Uint8Array, Uint16Array, Uint32Array].some((Type) => counts instanceof Type))
    throw new ParameterError('counts', 'counts must be a Uint8Array, Uint16Array or Uint32Array');
  checkList('expected', expected, 'an array of templates x channels');
  checkWhole('channels', channels, 1, 2 ** 20);
  checkRunOptions(options);
  const threads = threadBudget(options.threads);
  for (const [name, array] of Object.entries({ counts, expected }))
    if (array.length % channels !== 0)
      throw new ParameterError(name, `${name} has ${array.length} values, not whole rows of ${channels} channels`);
  for (let i = 0; i < expected.length; i++)
    if (!(expected[i] >= 0 && expected[i] <= 1e9))
      throw new ParameterError('expected', `expected[${i}] is ${expected[i]}; expected counts must be from 0 to 1e9`);
  const spectra = counts.length / channels;
  const rows = new (addon().CountRows)(channels, spectra);
  const every = Uint32Array.from({ length: spectra }, (_, row) => row);
  rows.append(counts, undefined, undefined, every, channels, 0);
  const doubles = expected instanceof Float64Array ? expected : Float64Array.from(expected);
  const out = new Float64Array(spectra * (expected.length / channels));
  await withControl(options, (control) => addon().poissonLogLikelihood(rows, doubles, out, threads, control));
  return out;
}
