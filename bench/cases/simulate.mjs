// End to end: parameters, model, flux, response, background, counts, as `xsift simulate` does it.
import { embeddedBackground, population, simulate } from '../../dist/index.js';

const caseOf = (name, withBackground, threads) => ({
  name: `simulate ${name}${withBackground ? ' with background' : ''}, ${threads} ${threads > 1 ? 'threads' : 'thread'}`,
  item: 'spectrum',
  unit: 'us',
  threads,
  setup: ({ response, exposure }, { quick }) => {
    const items = quick ? 1000 : 20_000; // a call binds its models first, which takes some ms
    const background = withBackground ? embeddedBackground('acis-i', response) : undefined;
    let first = 0;
    return {
      items,
      run: async () => {
        await simulate(population(name), items, response, { exposure, seed: 1, first, background, threads });
        first += items;
      },
    };
  },
  aims: [{ value: 15 }],
  note:
    threads === 1 && name === 'agn' && withBackground
      ? 'simulate: of an AGN with background, on one thread, the response takes 5 us, two times 1,024 draws 4, the model 4 (more for the 4 % that are reflection), clearing the new arrays 2; drawing the source itself runs beside it on the main thread'
      : undefined,
});

export const cases = [
  caseOf('star', false, 1),
  caseOf('agn', false, 1),
  caseOf('star', true, 1),
  caseOf('agn', true, 1),
  caseOf('star', false, 2),
  caseOf('agn', false, 2),
  caseOf('star', true, 2),
  caseOf('agn', true, 2),
];
