// Poisson draws about the expected counts of a spectrum, and about one mean in all of its channels.
import { addon } from '../../dist/native/index.js';

const spectra = 64;

/** @param {string} name @param {(data: any) => Float64Array} meansOf @param {{ args?: string[], peers: string[], aims?: object[], note?: string }} rest */
const caseOf = (name, meansOf, { args = [], peers, aims, note }) => ({
  name,
  item: 'draw',
  unit: 'ns',
  setup: (data) => {
    const means = meansOf(data);
    const counts = new Uint32Array(means.length);
    let item = 0;
    return {
      items: spectra * means.length,
      run: () => {
        for (let i = 0; i < spectra; i++) addon().poissonCounts(means, 1, 0, item++, counts);
      },
    };
  },
  peers: peers.map((peer) => ({ peer, args: peer === 'numpy' ? ['poisson', ...args] : args })),
  aims,
  note,
});

const spectrum = caseOf('Poisson draws, means of a spectrum of 3,000 counts', ({ means }) => means, {
  peers: ['numpy', 'std::poisson_distribution', '@stdlib'],
  aims: [
    { peer: 'numpy', times: 6 },
    { peer: 'std::poisson_distribution', times: 10 },
  ],
  note: 'Poisson draws: a few bright channels set the price of a spectrum, as all 64 of a group wait for the longest search (up to 75 steps at a mean of 50) and larger means are drawn by rejection; the rows of one mean show how much',
});

const atMean = (mean) =>
  caseOf(`Poisson draws, mean ${mean}`, ({ means }) => new Float64Array(means.length).fill(mean), {
    args: [String(mean)],
    peers: ['numpy', 'std::poisson_distribution'],
  });

export const cases = [spectrum, ...[0.01, 1, 10, 100, 1000].map(atMean)];
