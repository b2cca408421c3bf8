// Poisson log-likelihoods of spectra against templates: a product of matrices, and what each spectrum takes beside. The call below
// poissonLogLikelihood, into an array that is there already: a new one of 33 MB, which the system has to clear, costs as much as
// a third of the work.
import { addon, withControl } from '../../dist/native/index.js';
import { packed } from './training.mjs';

const templates = 1024;
const spectra = 4096;

const likelihood = {
  name: `Poisson log-likelihood, ${spectra} spectra x ${templates} templates x 527`,
  item: 'spectrum',
  unit: 'k/s',
  setup: (data, { quick }) => {
    const rows = quick ? 1024 : spectra;
    const { width } = data;
    const counts = packed(data, rows);
    const expected = Float64Array.from(
      { length: templates * width },
      (_, i) => 0.05 + data.counts[(i * 37) % data.counts.length],
    );
    const out = new Float64Array(rows * templates);
    return {
      items: rows,
      run: () => withControl({}, (control) => addon().poissonLogLikelihood(counts, expected, out, 1, control)),
    };
  },
  // The product of matrices alone.
  peers: [{ peer: 'OpenBLAS', args: ['product', String(spectra), String(templates)] }],
  roofline: ({ width }) => ({ flops: 2 * width * templates }),
  aims: [{ peer: 'OpenBLAS', times: 0.7 }],
  note: 'Poisson log-likelihood: the product of matrices runs at 0.9 of the fma rate and takes half of the time; the rest is the logarithms of the templates (once a call), the sums in double and 8 KB of results a spectrum, which go past the cache',
};

export const cases = [likelihood];
