import {
  agn,
  type Background,
  bandChannels,
  type Dataset,
  DatasetCollector,
  datasetFromSimulation,
  defaultBand,
  embeddedBackground,
  FileError,
  model,
  netCounts,
  normalQuantile,
  type Population,
  type Response,
  selectRows,
  simulate,
  stars,
  streams,
  uniforms,
} from '../../index.js';
import type { ReproduceConfig } from './config.js';
import type { Context } from './context.js';
import { observedDigest, readObserved } from './observedFolder.js';
import { paperResponses } from './responses.js';
import { seedFor } from './seeds.js';

/** Observed spectra, or their stand-in. */
export interface ObservedSet {
  isStandIn: boolean;
  /** Sentences that describe the spectra. */
  description: string;
  /** Stars (class 0) and AGN (1) with net counts above the lower cut. */
  dataset: Dataset;
  netCounts: Float64Array;
  /** AGN in the field of the stars (section 3.5); absent if the label table marks none. */
  extragalactic?: Dataset;
  /** Numbers of stars and of AGN in a draw, with the usual cut and with the lower one; at most all there are. */
  perClass: { usual: number; faint: number };
}

/** Exposures of the two surveys, s: COUP (Getman et al. 2005) and the first epoch of the CDFS (Giacconi et al. 2002). */
const exposures = { star: 838e3, agn: 942e3 };

/**
 * Background in the source regions of AGN relative to those of COUP. Assumed: Figures 6 and 17 of the paper show that
 * observed AGN have a much higher background than simulated ones, but give no number.
 */
const agnBackground = 3;

/**
 * Column density of the Orion cloud in front of AGN: median (1e22 cm^-2) and scatter (dex). Assumed: "most are heavily
 * absorbed" (section 3.5).
 */
const cloud = { median: 2, dex: 0.3 };

/**
 * The observed spectra of a run, or the stand-in if the config names no folder. It is made anew at each call, which
 * takes little time.
 */
export async function observedSet(context: Pick<Context, 'config' | 'threads' | 'signal'>): Promise<ObservedSet> {
  const { folder } = context.config.observed;
  return folder === undefined ? standIn(context) : fromFolder(context, folder);
}

/**
 * The rows of one draw, the same for all models of an iteration: all AGN with enough counts (for the stand-in the first
 * of them), and as many stars, drawn anew in each iteration.
 */
export function observedDraw(
  set: ObservedSet,
  { config }: Pick<Context, 'config'>,
  iteration: number,
  isFaint: boolean,
): Uint32Array {
  const cut = isFaint ? config.faintNetCounts : config.minimumNetCounts;
  const [starRows, agnRows] = rowsByClass(set, cut);
  const size = Math.min(isFaint ? set.perClass.faint : set.perClass.usual, starRows.length, agnRows.length);
  const order = uniforms(seedFor(config.seed, 'observed stars', iteration), streams.split, 0, starRows.length, 1);
  const drawn = starRows.map((row, i) => ({ row, order: order[i] })).sort((a, b) => a.order - b.order);
  return Uint32Array.from([...drawn.slice(0, size).map(({ row }) => row), ...agnRows.slice(0, size)]).sort();
}

/** Rows of stars and of AGN with more net counts than the cut. */
const rowsByClass = ({ dataset, netCounts: net }: ObservedSet, cut: number): number[][] =>
  [0, 1].map((label) => Array.from(net.keys()).filter((row) => dataset.labels[row] === label && net[row] > cut));

/** Observed spectra, or their stand-in, above the usual cut: the same number of each class, the first ones. */
export async function balancedObserved(context: Pick<Context, 'config' | 'threads' | 'signal'>): Promise<Dataset> {
  const set = await observedSet(context);
  const [starRows, agnRows] = rowsByClass(set, context.config.minimumNetCounts);
  const size = Math.min(starRows.length, agnRows.length);
  return selectRows(set.dataset, [...starRows.slice(0, size), ...agnRows.slice(0, size)]);
}

/**
 * @throws FileError for a folder that cannot be used, and for one without a star or without an AGN above the usual cut.
 */
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
  const { coup, cdfs } = paperResponses();
  const louder = (response: Response, factor: number): Background => {
    const background = embeddedBackground('acis-i', response);
    if (factor === 1) return background;
    return {
      ...background,
      identity: `${background.identity} x ${factor}`,
      rate: background.rate.map((rate) => rate * factor),
    };
  };
  const simulateClass = (population: Population, response: Response, factor: number, exposure: number) =>
    spectraOf(context, population, response, louder(response, factor), exposure);
  const starPart = await simulateClass(stars(undefined, { fluxMatch: false }), coup, 1, exposures.star);
  const agnPart = await simulateClass(agn(), cdfs, agnBackground, exposures.agn);
  const behind = await simulateClass(behindCloud(agn(), config.seed), coup, 1, exposures.star);
  const channels = bandChannels(coup.eMin, coup.eMax, defaultBand);
  const collector = new DatasetCollector(channels, 2 * config.observed.standInSpectra);
  for (const spectra of [starPart, agnPart]) collector.add(spectra, rowsAbove(spectra, config.faintNetCounts));
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

/** AGN behind a molecular cloud: their Galactic column density is replaced by one of the cloud. */
export function behindCloud(population: Population, seed: number): Population {
  return {
    ...population,
    identity: `${population.identity} behind-cloud`,
    sample(count, options) {
      const table = population.sample(count, options);
      const u = uniforms(seedFor(seed, 'cloud'), streams.agnParameters, options.first ?? 0, count, 1);
      const groups = table.groups.map(({ model: expression, index, parameters }) => {
        const spectral = model(expression);
        const behind = parameters.slice();
        const width = spectral.parameters.length;
        spectral.parameters.forEach(({ component, name }, k) => {
          if (component !== 'tbabs' || name !== 'nH') return;
          index.forEach((row, i) => {
            behind[i * width + k] = cloud.median * Math.exp(cloud.dex * normalQuantile(u[row]) * Math.LN10);
          });
        });
        return { model: expression, index, parameters: behind };
      });
      return { ...table, groups };
    },
  };
}

/**
 * The part of a run's folder name that identifies the observed spectra by their content, not by the name of their
 * folder. Empty without observed spectra.
 *
 * @throws FileError for observed spectra that cannot be used.
 */
export async function observedKey(config: ReproduceConfig): Promise<string> {
  const { folder } = config.observed;
  if (folder === undefined) return '';
  await observedSet({ config });
  return `-${observedDigest(readObserved(folder))}`;
}
