// Poisson draws about the expected counts of a typical spectrum.
import { native } from '../../dist/native/index.js';

const spectra = 64;

export const cases = [
  {
    name: 'Poisson draws, means of a spectrum',
    item: 'draw',
    unit: 'ns',
    setup: ({ means }) => {
      const counts = new Uint32Array(means.length);
      let item = 0;
      return {
        items: spectra * means.length,
        run: () => {
          for (let i = 0; i < spectra; i++) native.poissonCounts(means, 1, 0, item++, counts);
        },
      };
    },
    peers: [{ peer: 'numpy', args: ['poisson'] }, { peer: 'std::poisson_distribution' }, { peer: '@stdlib' }],
    aims: [
      { peer: 'numpy', times: 6 },
      { peer: 'std::poisson_distribution', times: 10 },
    ],
  },
];
