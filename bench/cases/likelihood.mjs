// Poisson log-likelihoods of spectra against templates: a product of matrices, and what each spectrum takes beside.
import { poissonLogLikelihood } from '../../dist/index.js';

const templates = 1024;
const spectra = 4096;

const likelihood = {
  name: `Poisson log-likelihood, ${spectra} spectra x ${templates} templates x 527`,
  item: 'spectrum',
  unit: 'k/s',
  setup: (data, { quick }) => {
    const rows = quick ? 1024 : spectra;
    const { width } = data;
    const counts = data.counts.slice(0, rows * width);
    const expected = Float64Array.from(
      { length: templates * width },
      (_, i) => 0.05 + data.counts[(i * 37) % data.counts.length],
    );
    return { items: rows, run: () => poissonLogLikelihood(counts, expected, width, { threads: 1 }) };
  },
  // The product of matrices alone.
  peers: [{ peer: 'OpenBLAS', args: ['product', String(spectra), String(templates)] }],
  roofline: ({ width }) => ({ flops: 2 * width * templates }),
  aims: [{ peer: 'OpenBLAS', times: 0.7 }],
};

export const cases = [likelihood];
