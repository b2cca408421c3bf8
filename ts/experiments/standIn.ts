import { concatenate, type Dataset, datasetFromSimulation, netCounts, selectRows } from '../dataset/index.js';
import { agn, stars } from '../population/index.js';
import { embeddedBackground, simulate } from '../simulation/index.js';
import type { Context } from './context.js';
import { responses } from './instrument.js';
import { seedFor } from './seeds.js';

/**
 * Spectra that stand in for the observed ones of the paper: stars with the fluxes of the Orion nebula through the response of 2003,
 * AGN through that of 1999-2000, both for the whole exposure and with the background of a deep field; net counts above the cut,
 * as many of each class.
 */
export async function standInSet({ config, threads, signal }: Context): Promise<Dataset> {
  const { training, coup } = responses();
  const classes = [
    [stars(undefined, { fluxMatch: false }), coup],
    [agn(), training],
  ] as const;
  const parts: Dataset[] = [];
  for (const [population, response] of classes) {
    const options = { seed: seedFor(config.seed, 'stand-in'), exposure: config.exposure, threads, signal };
    const background = embeddedBackground('acis-i', response);
    const all = datasetFromSimulation(
      await simulate(population, config.observed.standInSpectra, response, { ...options, background }),
    );
    const net = netCounts(all);
    parts.push(
      selectRows(
        all,
        Array.from(net.keys()).filter((row) => net[row] > config.minimumNetCounts),
      ),
    );
  }
  const most = Math.min(...parts.map(({ spectra }) => spectra));
  return concatenate(
    parts.map((part) =>
      selectRows(
        part,
        Array.from({ length: most }, (_, row) => row),
      ),
    ),
  );
}
