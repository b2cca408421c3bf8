import type { Spectra } from '../../ts/dataset/index.js';
import { newHistory, trainNetworks } from '../../ts/native/index.js';
import {
  type InputConvention,
  inputConvention,
  inputWidth,
  nativeSpectra,
  networkInputs,
} from '../../ts/network/inputs.js';

/**
 * The inputs of chosen rows as native code stores them, before standardisation: the mean over a single training row is
 * that row. A row without inputs is NaN.
 */
export async function inputsOf(
  spectra: Spectra,
  channels: Uint32Array,
  rows: Uint32Array,
  convention: InputConvention = inputConvention,
  names: readonly string[] = [],
): Promise<number[]> {
  const inputs = networkInputs([{ native: nativeSpectra(spectra, channels, convention, names), rows }]);
  const width = inputWidth(convention, channels.length, names);
  const seen: number[] = [];
  for (let row = 0; row < rows.length; row++) {
    const job = {
      sizes: [width, 2],
      train: Uint32Array.of(row),
      validation: new Uint32Array(0),
      weights: new Float32Array(2 * width + 2),
      mean: new Float64Array(width),
      deviation: new Float64Array(width),
      history: newHistory(1),
      stages: [{ epochs: 1, learningRate: 1e-3 }],
      ...{ batchSize: 1, patience: 0, l1: 0, seed: 1, standardise: true },
    };
    await trainNetworks(inputs, new Uint8Array(rows.length), [job], { threads: 1 }).catch((error: Error) => {
      if (!error.message.includes('not always a finite number')) throw error;
    });
    seen.push(...job.mean);
  }
  return seen;
}
