// Poisson log-likelihoods of spectra against templates: a product of matrices, and what each spectrum takes beside.
import { poissonLogLikelihood } from '../../dist/index.js';

const templates = 256;

const likelihood = {
  name: `Poisson log-likelihood, 8192 spectra x ${templates} templates x 527`,
  item: 'spectrum',
  unit: 'k/s',
  setup: (data, { quick }) => {
    const rows = quick ? 2048 : 8192;
    const { width } = data;
    const counts = data.counts.slice(0, rows * width);
    const expected = Float64Array.from(
      { length: templates * width },
      (_, i) => 0.05 + data.counts[(i * 37) % data.counts.length],
    );
    return { items: rows, run: () => poissonLogLikelihood(counts, expected, width, { threads: 1 }) };
  },
  roofline: ({ width }) => ({ flops: 2 * width * templates }),
};

export const cases = [likelihood];
