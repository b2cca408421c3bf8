// The template bank, by its public calls: posteriors of spectra with an observed background and with a background level that all
// share, and the bank through a response.
import { existsSync } from 'node:fs';
import {
  agn,
  concatenate,
  createResponse,
  datasetFromSimulation,
  embeddedBackground,
  embeddedResponse,
  embeddedResponseTables,
  netCounts,
  selectRows,
  simulate,
  stars,
  templateBank,
} from '../../dist/index.js';
import { readArf, readRmf } from '../../dist/ogip/index.js';

/** Spectra of 100 to 1,000 net counts. */
async function spectraOf(rows) {
  const response = embeddedResponse('acis-i-cycle0');
  const background = embeddedBackground('acis-i', response);
  const options = { exposure: 1e6, seed: 3, background };
  const parts = [];
  for (const population of [stars(), agn()])
    parts.push(datasetFromSimulation(await simulate(population, 2 * rows, response, options)));
  const dataset = concatenate(parts);
  const net = netCounts(dataset);
  return selectRows(dataset, [...net.keys()].filter((row) => net[row] > 100 && net[row] < 1000).slice(0, rows));
}

const bankOfAcis = () => templateBank([stars(), agn()]).through(embeddedResponse('acis-i-cycle0'));

const posterior = (name, { aims = /** @type {{ value: number }[]} */ ([]), note, ...options }) => ({
  name: `bank of templates, ${name}, 2 x 2,560, 100 to 1,000 counts`,
  item: 'spectrum',
  unit: 'us',
  setup: async (_, { quick }) => {
    const dataset = await spectraOf(quick ? 256 : 1024);
    const bank = await bankOfAcis();
    return { items: dataset.count, run: () => bank.classify(dataset, { threads: 1, ...options }) };
  },
  peers: [],
  aims,
  note: `bank of templates, ${name}: ${note}`,
});

const shared = {
  name: 'bank of templates, posterior of 2 x 2,560, response and background level shared',
  item: 'spectrum',
  unit: 'us',
  setup: async (data, { quick }) => {
    const count = quick ? 1000 : 10_000;
    const { channels, eMin, eMax } = data.response;
    const first = eMin.findIndex((low, c) => (low + eMax[c]) / 2 >= 0.3);
    const counts = new Uint16Array(count * channels);
    for (let row = 0; row < count; row++)
      counts.set(data.counts.subarray(row * data.width, (row + 1) * data.width), row * channels + first);
    const bank = await bankOfAcis();
    const background = new Float32Array(channels).fill(0.02);
    const spectra = { count, channels, eMin, eMax, counts };
    return {
      items: count,
      run: () => bank.classify(spectra, { threads: 1, goodness: false, parameters: false, background }),
    };
  },
  peers: [{ peer: 'numpy', args: ['bank'] }],
  aims: [{ value: 50 }],
  note: 'numpy does the same with BLAS: templates and spectra in as many groups of channels, and five nodes of brightness that spectra of about the same counts share, so that the logarithms are taken once for many; no posteriors of parameters',
};

/** With an area that differs a little each time, so that no bank is found again. */
function through(name, rmf, arf, aim) {
  return {
    name: `bank of templates through another response of ${name}`,
    item: 'response',
    unit: 'ms',
    setup: () => {
      const tables = { rmf: rmf(), arf: arf() };
      const bank = templateBank([stars(), agn()]);
      let turn = 0;
      return {
        items: 1,
        run: () => {
          turn++;
          const specResp = tables.arf.specResp.map((area) => area * (1 + turn * 1e-6));
          return bank.through(createResponse(tables.rmf, { ...tables.arf, specResp }), { threads: 1 });
        },
      };
    },
    peers: [],
    aims: [{ value: aim }],
    note: 'bank through a response: 5,120 templates; the response itself is made as well (createResponse)',
  };
}

const acis = () => embeddedResponseTables('acis-i-cycle0');
const pn = `${process.env.XSIFT_SHARED ?? '../shared'}/data/responses/other/xmm_pn`;

export const cases = [
  posterior('posterior of the classes', {
    goodness: false,
    parameters: false,
    aims: [{ value: 100 }],
    note: 'two classes of 2,560 templates, with the background smoothed, its level and the brightness marginalised',
  }),
  posterior('posterior of classes and parameters', {
    goodness: false,
    note: 'mean and the 16 and 84 % points of every parameter beside it',
  }),
  posterior('all with goodness of fit', {
    note: 'from 300 counts on it is a fit to the spectrum, which takes most of the time',
  }),
  shared,
  through(
    'ACIS-I',
    () => acis().rmf,
    () => acis().arf,
    60,
  ),
  ...(existsSync(`${pn}.arf`)
    ? [
        through(
          'EPIC pn (4,096 channels)',
          () => readRmf(`${pn}.rmf.gz`),
          () => readArf(`${pn}.arf`),
          300,
        ),
      ]
    : []),
];
