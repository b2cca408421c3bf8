// Log-likelihoods against sums of their formula.
import { expect, test } from 'vitest';
import { poissonLogLikelihood } from '../../ts/index.js';

const logFactorial = (n: number): number =>
  Array.from({ length: n }, (_, i) => Math.log(i + 1)).reduce((a, b) => a + b, 0);

test.each([Uint8Array, Uint16Array, Uint32Array])('log-likelihoods are the sums of their formula, %s', async (Type) => {
  const [spectra, templates, channels] = [40, 19, 33];
  const counts = new Type(spectra * channels).map((_: number, i: number) => (i * 7) % 11) as Uint16Array;
  if (Type !== Uint8Array) counts[5] = 700;
  const expected = Float64Array.from({ length: templates * channels }, (_, i) => 0.1 + ((i * 13) % 17));
  expected[2] = 0;
  const found = await poissonLogLikelihood(counts, expected, channels, { threads: 2 });
  expect(found.length).toBe(spectra * templates);
  for (let n = 0; n < spectra; n++)
    for (let t = 0; t < templates; t++) {
      let sum = 0;
      for (let c = 0; c < channels; c++) {
        const [k, mean] = [counts[n * channels + c], expected[t * channels + c]];
        sum += (k > 0 ? k * Math.log(mean) : 0) - mean - logFactorial(k);
      }
      if (Number.isFinite(sum)) expect(Math.abs(found[n * templates + t] - sum)).toBeLessThan(1e-6 * Math.abs(sum));
      else expect(found[n * templates + t]).toBe(sum);
    }
});

test('bad arguments are named', async () => {
  const counts = Uint16Array.of(1, 2, 3, 4);
  await expect(poissonLogLikelihood(counts, [1, 2, 3], 2)).rejects.toThrow(
    'expected has 3 values, not whole rows of 2',
  );
  await expect(poissonLogLikelihood(counts, [1, NaN], 2)).rejects.toThrow('expected[1] is NaN');
  await expect(poissonLogLikelihood([1, 2] as never, [1, 2], 2)).rejects.toThrow('counts must be a Uint8Array');
  const signal = AbortSignal.abort();
  await expect(poissonLogLikelihood(counts, [1, 2], 2, { signal })).rejects.toThrow('aborted');
});
