// The response applied to fluxes: one spectrum at a time, and many, in double and in single precision.
import { withControl } from '../../dist/native/index.js';

const single = {
  name: 'applyResponse, one spectrum',
  item: 'spectrum',
  unit: 'us',
  setup: ({ response, flux, exposure }) => {
    const { energies, channels } = response;
    const expected = new Float64Array(channels);
    const spectra = Array.from({ length: 64 }, (_, i) => flux.subarray(i * energies, (i + 1) * energies));
    return {
      items: spectra.length,
      run: () => {
        for (const spectrum of spectra) response.native.applyResponse(spectrum, exposure, expected);
      },
    };
  },
  peers: [
    { peer: 'Eigen', args: ['one'] },
    { peer: 'scipy', args: ['one'] },
  ],
  note: 'applyResponse, one spectrum: each of 12,936 rows of 32 channels waits for the addition before it (4 cycles, 19 us in all) and has 12 vector operations on two ports (28 us); sums in a fixed order in double, product and sum rounded apart, are the price of equal bits on every machine',
  // The matrix does not fit into L1, and every element is needed once a spectrum: 4 bytes where it came as floats, else 8.
  roofline: ({ nonzero }) => ({ flops: 2 * nonzero, bytes: 8 * nonzero, from: 'L2' }),
  aims: [{ peer: 'Eigen', times: 4 }],
};

const batch = (precision, numbers) => ({
  name: `applyResponse, batch, ${precision}`,
  item: 'spectrum',
  unit: 'us',
  setup: ({ response, flux, fluxes, exposure }, { threads }) => {
    const fluxCopy = numbers.from(flux);
    const expected = new numbers(fluxes * response.channels);
    return {
      items: fluxes,
      run: () =>
        withControl({}, (control) =>
          response.native.applyBatch(fluxCopy, fluxes, exposure, expected, threads, control),
        ),
    };
  },
  peers: [
    { peer: 'OpenBLAS', args: ['batch'] },
    { peer: 'Eigen', args: ['batch'] },
    { peer: 'scipy', args: ['batch'] },
  ],
  roofline: ({ nonzero }) => ({ flops: 2 * nonzero }),
  note:
    precision === 'single'
      ? 'applyResponse, batch, single: the sums themselves run at nine tenths of the fma rate, over 10 % more elements than are above 0 (strips of 32 channels); preparing photons and handing out results takes the other quarter of the time. Sherpa is not in Debian; the second aim is 20 times the 145 us of its rmf_fold, measured apart on such a machine'
      : undefined,
  // Sherpa is not in Debian: 20 times the 145 us of its rmf_fold, measured apart on a machine such as docs/performance.md had.
  aims: precision === 'single' ? [{ peer: 'OpenBLAS', times: 2 }, { value: 7.25 }] : [],
});

export const cases = [single, batch('double', Float64Array), batch('single', Float32Array)];
