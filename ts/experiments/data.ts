import type { RunOptions } from '../base/index.js';
import {
  bandChannels,
  type Dataset,
  DatasetCollector,
  datasetFromSimulation,
  defaultBand,
  netCounts,
} from '../dataset/index.js';
import { agn, type Population, stars } from '../population/index.js';
import { embeddedBackground, type Response, simulateShards } from '../simulation/index.js';
import type { ReproduceConfig } from './config.js';
import { type Responses, responses } from './instrument.js';
import { seedFor } from './seeds.js';

/** How a dataset is simulated. */
interface Recipe {
  /** For texts. */
  title: string;
  /** With the embedded background of ACIS-I. */
  background?: boolean;
  /** Flux scaled up, exposure down: the same source counts with a tenth of the background. */
  reduced?: boolean;
  /** Spectra with few counts stay (cut at `faintNetCounts`). */
  faint?: boolean;
  /** AGN without Fe-K lines. */
  noLines?: boolean;
  /** Other sources than those of the training sets, `responseSpectra` of each class. */
  test?: boolean;
  /** The response of each class; that of the training by default. */
  star?: keyof Responses;
  agn?: keyof Responses;
}

/**
 * The datasets: four of Table 1 (`faint` is the reduced one with net counts above 1), one without Fe-K lines, one in which each
 * class has the response of its own field; and test sets of other sources, with reduced background, seen through the training's
 * response, through a later one, and through own-field or swapped responses. Training sets have the same sources, so that they
 * differ in nothing but what their names say.
 */
export const recipes = {
  none: { title: 'no background' },
  observed: { title: 'observed background', background: true },
  reduced: { title: 'reduced background', background: true, reduced: true },
  faint: { title: 'reduced background, net counts > 1', background: true, reduced: true, faint: true },
  'no-lines': { title: 'reduced background, AGN without Fe-K lines', background: true, reduced: true, noLines: true },
  'own-field': { title: 'reduced background, own-field responses', background: true, reduced: true, star: 'coup' },
  'test-shared': { title: 'test set, one response', background: true, reduced: true, test: true },
  'test-later': {
    title: 'test set, response of cycle 19',
    background: true,
    reduced: true,
    test: true,
    star: 'later',
    agn: 'later',
  },
  'test-own-field': {
    title: 'test set, own-field responses',
    background: true,
    reduced: true,
    test: true,
    star: 'coup',
  },
  'test-swapped': {
    title: 'test set, swapped responses',
    background: true,
    reduced: true,
    test: true,
    agn: 'coup',
  },
} as const satisfies Record<string, Recipe>;

export type SetName = keyof typeof recipes;

/** A simulated dataset, cut as the paper cuts it. */
export interface SimulatedSet {
  name: SetName;
  title: string;
  /** Spectra above the cut in net counts; the channels of 0.3-8 keV only. Classes: star 0, agn 1. */
  dataset: Dataset;
  /** Net counts in 0.3-8 keV of all simulated spectra, also those below the cut, by source number. */
  netCounts: { star: Float64Array; agn: Float64Array };
}

/** Simulates datasets when they are asked for; keeps the last training set and the last test set. To simulate again is quick. */
export class Data {
  private readonly kept = new Map<SetName, SimulatedSet>();

  constructor(
    private readonly config: ReproduceConfig,
    private readonly options: Pick<RunOptions, 'threads' | 'signal'> = {},
  ) {}

  async get(name: SetName): Promise<SimulatedSet> {
    const known = this.kept.get(name);
    if (known) return known;
    // Room first: the old one goes before the new one comes.
    const isTest = (other: SetName) => 'test' in recipes[other];
    for (const other of [...this.kept.keys()]) if (isTest(other) === isTest(name)) this.kept.delete(other);
    const set = await simulateSet(name, this.config, this.options);
    this.kept.set(name, set);
    return set;
  }
}

/** The cut in net counts of a dataset. */
export const cutOf = (name: SetName, config: ReproduceConfig): number =>
  (recipes[name] as Recipe).faint ? config.faintNetCounts : config.minimumNetCounts;

async function simulateSet(
  name: SetName,
  config: ReproduceConfig,
  options: Pick<RunOptions, 'threads' | 'signal'>,
): Promise<SimulatedSet> {
  const recipe: Recipe = recipes[name];
  const count = recipe.test ? config.responseSpectra : config.spectraPerClass;
  const from = responses();
  const classes: [Population, Response][] = [
    [stars(), from[recipe.star ?? 'training']],
    [agn(undefined, { lines: !recipe.noLines }), from[recipe.agn ?? 'training']],
  ];
  const cut = cutOf(name, config);
  const channels = bandChannels(from.training.eMin, from.training.eMax, defaultBand);
  const collector = new DatasetCollector(channels, 2 * count);
  const counted = { star: new Float64Array(count), agn: new Float64Array(count) };
  for (const [population, response] of classes) {
    const shards = simulateShards(population, count, response, {
      ...options,
      seed: seedFor(config.seed, recipe.test ? 'test sources' : 'sources'),
      exposure: recipe.reduced ? config.reducedExposure : config.exposure,
      fluxScale: recipe.reduced ? config.reducedFluxScale : 1,
      ...(recipe.background && { background: embeddedBackground('acis-i', response) }),
    });
    for await (const simulated of shards) {
      const shard = datasetFromSimulation(simulated);
      const net = netCounts(shard);
      counted[population.name].set(net, simulated.first);
      collector.add(
        shard,
        Array.from(net.keys()).filter((row) => net[row] > cut),
      );
    }
  }
  return { name, title: recipe.title, dataset: collector.dataset(), netCounts: counted };
}
