import { FileError } from '../base/index.js';
import {
  bandChannels,
  type Dataset,
  DatasetCollector,
  datasetFromSimulation,
  defaultBand,
  netCounts,
  selectRows,
} from '../dataset/index.js';
import { streams, uniforms } from '../native/index.js';
import { agn, normalQuantile, type Population, stars, tenTo } from '../population/index.js';
import { type Background, embeddedBackground, type Response, simulate } from '../simulation/index.js';
import { model } from '../spectral/index.js';
import type { Context } from './context.js';
import { responses } from './instrument.js';
import { readObserved } from './observedFolder.js';
import { seedFor } from './seeds.js';

/** Observed spectra, or those that stand in for them. */
export interface ObservedSet {
  isStandIn: boolean;
  /** What they are: sentences. */
  description: string;
  /** Stars (class 0) and AGN (1) with net counts above the lower cut. */
  dataset: Dataset;
  netCounts: Float64Array;
  /** AGN in the star field (section 3.5); absent if the label table marks none. */
  extragalactic?: Dataset;
  /** Stars and AGN in a draw, with the usual cut and with the lower one: at most as many as there are. */
  perClass: { usual: number; faint: number };
}

/** Exposures of the two surveys, s: COUP (Getman et al. 2005) and the first epoch of the CDFS (Giacconi et al. 2002). */
const exposures = { star: 838e3, agn: 942e3 };

/**
 * Background in the AGN's source regions over that of COUP ones. Assumed: the paper shows (Figures 6 and 17) that observed AGN have a
 * much higher background than simulated ones, and gives no number.
 */
const agnBackground = 3;

/** Column in front of AGN behind the Orion cloud: median (1e22 cm^-2) and dex. Assumed: "most are heavily absorbed" (section 3.5). */
const cloud = { median: 2, dex: 0.3 };

/** The observed set of a run; without a folder the stand-in. Cheap enough to be made again. */
export async function observedSet(context: Pick<Context, 'config' | 'threads' | 'signal'>): Promise<ObservedSet> {
  const { folder } = context.config.observed;
  return folder === undefined ? standIn(context) : fromFolder(context, folder);
}

/**
 * Rows of one draw, the same for every model of an iteration: all AGN with enough counts (of the stand-in the first ones), and as
 * many stars, drawn anew in each iteration.
 */
export function observedDraw(
  { dataset, netCounts: net, perClass }: ObservedSet,
  { config }: Pick<Context, 'config'>,
  iteration: number,
  isFaint: boolean,
): Uint32Array {
  const cut = isFaint ? config.faintNetCounts : config.minimumNetCounts;
  const of = (label: number) => Array.from(net.keys()).filter((row) => dataset.labels[row] === label && net[row] > cut);
  const [starRows, agnRows] = [of(0), of(1)];
  const size = Math.min(isFaint ? perClass.faint : perClass.usual, starRows.length, agnRows.length);
  const order = uniforms(seedFor(config.seed, 'observed stars', iteration), streams.split, 0, starRows.length, 1);
  const drawn = starRows.map((row, i) => ({ row, order: order[i] })).sort((a, b) => a.order - b.order);
  return Uint32Array.from([...drawn.slice(0, size).map(({ row }) => row), ...agnRows.slice(0, size)]).sort();
}

/** Observed spectra, or their stand-in, with the usual cut: as many of each class, the first ones. */
export async function balancedObserved(context: Pick<Context, 'config' | 'threads' | 'signal'>): Promise<Dataset> {
  const { dataset, netCounts: net } = await observedSet(context);
  const of = (label: number) =>
    Array.from(net.keys()).filter((row) => dataset.labels[row] === label && net[row] > context.config.minimumNetCounts);
  const [starRows, agnRows] = [of(0), of(1)];
  const most = Math.min(starRows.length, agnRows.length);
  return selectRows(dataset, [...starRows.slice(0, most), ...agnRows.slice(0, most)]);
}

/** @throws FileError for a folder that cannot be used, also for one without a star or an AGN above the usual cut. */
function fromFolder({ config }: Pick<Context, 'config'>, folder: string): ObservedSet {
  const { dataset, extragalactic } = readObserved(folder);
  const net = netCounts(dataset);
  dataset.classes.forEach((name, label) => {
    if (!net.some((counts, row) => dataset.labels[row] === label && counts > config.minimumNetCounts))
      throw new FileError(folder, `has no ${name} with more than ${config.minimumNetCounts} net counts in 0.3-8 keV`);
  });
  const kept = Array.from(net.keys()).filter((row) => net[row] > config.faintNetCounts);
  return {
    isStandIn: false,
    description: `${dataset.count} observed spectra from a folder with a label table.`,
    dataset: selectRows(dataset, kept),
    netCounts: net.filter((counts) => counts > config.faintNetCounts),
    ...(extragalactic && { extragalactic }),
    perClass: { usual: dataset.count, faint: dataset.count },
  };
}

async function standIn(context: Pick<Context, 'config' | 'threads' | 'signal'>): Promise<ObservedSet> {
  const { config } = context;
  const { coup, cdfs } = responses();
  const louder = (response: Response, factor: number): Background => {
    const background = embeddedBackground('acis-i', response);
    if (factor === 1) return background;
    return {
      ...background,
      identity: `${background.identity} x ${factor}`,
      rate: background.rate.map((rate) => rate * factor),
    };
  };
  const part = (population: Population, response: Response, factor: number, exposure: number) =>
    spectraOf(context, population, response, louder(response, factor), exposure);
  const starPart = await part(stars(undefined, { fluxMatch: false }), coup, 1, exposures.star);
  const agnPart = await part(agn(), cdfs, agnBackground, exposures.agn);
  const behind = await part(behindCloud(agn(), config.seed), coup, 1, exposures.star);
  const { channels, capacity } = {
    channels: bandChannels(coup.eMin, coup.eMax, defaultBand),
    capacity: 2 * config.observed.standInSpectra,
  };
  const collector = new DatasetCollector(channels, capacity);
  for (const one of [starPart, agnPart]) collector.add(one, rowsAbove(one, config.faintNetCounts));
  const dataset = collector.dataset();
  return {
    isStandIn: true,
    description:
      'No observed spectra were given. What stands in for them is simulated: stars drawn from the COUP-based population with the fluxes of ' +
      `their own emission measures, ${exposures.star / 1e3} ks, the effective area of January 2003 and the background rates of COUP; AGN ` +
      `from the printed distributions, ${exposures.agn / 1e3} ks, the effective area of mid-2000 and ${agnBackground} times that background. ` +
      `A draw has ${config.observed.perClass} of each class where there are so many (the paper: 108). These spectra are simulated by the same code as the training spectra: they show what a ` +
      'shift in brightness, background and response does, and nothing that real spectra have beyond it.',
    dataset,
    netCounts: netCounts(dataset),
    extragalactic: selectRows(behind, rowsAbove(behind, config.minimumNetCounts)),
    perClass: { usual: config.observed.perClass, faint: config.observed.faintPerClass },
  };
}

const rowsAbove = (dataset: Dataset, cut: number): number[] => {
  const net = netCounts(dataset);
  return Array.from(net.keys()).filter((row) => net[row] > cut);
};

async function spectraOf(
  { config, threads, signal }: Pick<Context, 'config' | 'threads' | 'signal'>,
  population: Population,
  response: Response,
  background: Background,
  exposure: number,
): Promise<Dataset> {
  const seed = seedFor(config.seed, 'stand-in');
  const options = { seed, exposure, background, threads, signal };
  return datasetFromSimulation(await simulate(population, config.observed.standInSpectra, response, options));
}

/** AGN seen through a molecular cloud: their Galactic column is replaced by one of the cloud. */
function behindCloud(population: Population, seed: number): Population {
  return {
    ...population,
    identity: `${population.identity} behind-cloud`,
    sample(count, options) {
      const table = population.sample(count, options);
      const u = uniforms(seedFor(seed, 'cloud'), streams.agnParameters, options.first ?? 0, count, 1);
      const groups = table.groups.map(({ model: expression, index, parameters }) => {
        const spectral = model(expression);
        const own = parameters.slice();
        const width = spectral.parameters.length;
        spectral.parameters.forEach(({ component, name }, k) => {
          if (component !== 'tbabs' || name !== 'nH') return;
          index.forEach((row, i) => {
            own[i * width + k] = cloud.median * tenTo(cloud.dex * normalQuantile(u[row]));
          });
        });
        return { model: expression, index, parameters: own };
      });
      return { ...table, groups };
    },
  };
}
