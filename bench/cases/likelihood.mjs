// Poisson log-likelihoods of spectra against templates: a product of matrices, and what each spectrum takes beside. The call below
// poissonLogLikelihood, into an array that is there already: a new one of 33 MB, which the system has to clear, costs as much as
// a third of the work.
import { native, withControl } from '../../dist/native/index.js';
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
      run: () => withControl({}, (control) => native.poissonLogLikelihood(counts, expected, out, 1, control)),
    };
  },
  // The product of matrices alone.
  peers: [{ peer: 'OpenBLAS', args: ['product', String(spectra), String(templates)] }],
  roofline: ({ width }) => ({ flops: 2 * width * templates }),
  aims: [{ peer: 'OpenBLAS', times: 0.7 }],
};

export const cases = [likelihood];
