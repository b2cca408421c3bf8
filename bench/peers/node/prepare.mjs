// What a user of a network library writes to get from counts to the inputs of the paper's network: shares of the spectrum's sum,
// standardised.
import { args, isQuick, meta, read } from './serve.mjs';

const { width } = meta;
export const isPrepared = args.includes('prepare');
export const isSingle = args[0] === 'single';
/** Behind the peer's name. */
export const label = isPrepared ? undefined : '(inputs given)';

const repeated = (stored, length, Type) => {
  const out = new Type(length);
  for (let at = 0; at < length; at += stored.length)
    out.set(stored.subarray(0, Math.min(stored.length, length - at)), at);
  return out;
};

/** A function that gives the inputs of `rows` spectra: those that are there, or made anew from counts by each call. */
export function inputsOf(rows) {
  const length = rows * width;
  if (!isPrepared) {
    const inputs = repeated(read('inputs.f32', Float32Array), length, Float32Array);
    return () => inputs;
  }
  const counts = repeated(read('counts.u16', Uint16Array), length, Uint16Array);
  const mean = new Float32Array(width).fill(1 / width);
  const inverse = new Float32Array(width).fill(width);
  return (first = 0, n = rows) => {
    const inputs = new Float32Array(n * width);
    for (let row = 0; row < n; row++) {
      const from = (first + row) * width;
      const to = row * width;
      let sum = 0;
      for (let c = 0; c < width; c++) sum += counts[from + c];
      const factor = 1 / sum;
      for (let c = 0; c < width; c++) inputs[to + c] = (counts[from + c] * factor - mean[c]) * inverse[c];
    }
    return inputs;
  };
}

export const bulkRows = isQuick ? 8000 : 100_000;
export const singles = 1000;
