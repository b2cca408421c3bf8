// The template bank, by its public calls: posteriors of spectra with an observed background, and the bank through a response.
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

const posterior = {
  name: 'bank of templates, posterior of 2 x 2,560, 100 to 1,000 counts',
  item: 'spectrum',
  unit: 'us',
  setup: async (_, { quick }) => {
    const dataset = await spectraOf(quick ? 256 : 1024);
    const bank = await templateBank([stars(), agn()]).through(embeddedResponse('acis-i-cycle0'));
    return { items: dataset.count, run: () => bank.classify(dataset, { threads: 1 }) };
  },
  peers: [],
  aims: [{ value: 100 }],
  note: 'bank of templates: two classes of 2,560 templates, with the background smoothed, the level of the background and the brightness marginalised, parameters and goodness of fit (from 300 counts on with a fit to the spectrum, which takes most of the time)',
};

const through = {
  name: 'bank of templates through another response of ACIS-I',
  item: 'response',
  unit: 'ms',
  setup: () => {
    const { rmf, arf } = embeddedResponseTables('acis-i-cycle0');
    const bank = templateBank([stars(), agn()]);
    let turn = 0;
    return {
      items: 1,
      run: () => {
        turn++;
        const specResp = arf.specResp.map((area) => area * (1 + turn * 1e-6));
        return bank.through(createResponse(rmf, { ...arf, specResp }), { threads: 1 });
      },
    };
  },
  peers: [],
  aims: [{ value: 60 }],
  note: 'bank through a response: 5,120 templates; the response itself is made as well (createResponse)',
};

export const cases = [posterior, through];
