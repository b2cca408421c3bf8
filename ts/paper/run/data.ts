import {
  agn,
  bandChannels,
  DatasetCollector,
  datasetFromSimulation,
  defaultBand,
  embeddedBackground,
  netCounts,
  type Population,
  type Response,
  type RunOptions,
  simulateShards,
  stars,
} from '../../index.js';
import type { ReproduceConfig } from './config.js';
import type { SimulatedSet } from './context.js';
import { cutOf, recipes, type SetName } from './recipes.js';
import { paperResponses } from './responses.js';
import { seedFor } from './seeds.js';

/**
 * Simulates datasets on request and keeps the last training set and the last test set. Simulating a set again takes
 * little time.
 */
export class SimulatedData {
  private readonly kept = new Map<SetName, SimulatedSet>();

  constructor(
    private readonly config: ReproduceConfig,
    private readonly options: Pick<RunOptions, 'threads' | 'signal'> = {},
  ) {}

  async get(name: SetName): Promise<SimulatedSet> {
    const known = this.kept.get(name);
    if (known) return known;
    // The old set is dropped before the new one is made, because both may not fit into memory.
    for (const keptName of [...this.kept.keys()])
      if (recipes[keptName].isTest === recipes[name].isTest) this.kept.delete(keptName);
    const set = await simulateSet(name, this.config, this.options);
    this.kept.set(name, set);
    return set;
  }
}

async function simulateSet(
  name: SetName,
  config: ReproduceConfig,
  options: Pick<RunOptions, 'threads' | 'signal'>,
): Promise<SimulatedSet> {
  const recipe = recipes[name];
  const count = recipe.isTest ? config.responseSpectra : config.spectraPerClass;
  const responses = paperResponses();
  const classes: ['star' | 'agn', Population, Response][] = [
    ['star', stars(), responses[recipe.star ?? 'training']],
    ['agn', agn(undefined, { lines: !recipe.withoutLines }), responses[recipe.agn ?? 'training']],
  ];
  const cut = cutOf(name, config);
  const channels = bandChannels(responses.training.eMin, responses.training.eMax, defaultBand);
  const collector = new DatasetCollector(channels, 2 * count);
  const counted = { star: new Float64Array(count), agn: new Float64Array(count) };
  for (const [name, population, response] of classes) {
    const shards = simulateShards(population, count, response, {
      ...options,
      seed: seedFor(config.seed, recipe.isTest ? 'test sources' : 'sources'),
      exposure: recipe.isReduced ? config.reducedExposure : config.exposure,
      fluxScale: recipe.isReduced ? config.reducedFluxScale : 1,
      ...(recipe.hasBackground && { background: embeddedBackground('acis-i', response) }),
    });
    for await (const simulated of shards) {
      const shard = datasetFromSimulation(simulated);
      const net = netCounts(shard);
      counted[name].set(net, simulated.first);
      collector.add(
        shard,
        Array.from(net.keys()).filter((row) => net[row] > cut),
      );
    }
  }
  return { name, title: recipe.title, dataset: collector.dataset(), netCounts: counted };
}
