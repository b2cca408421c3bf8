import { checkObject, checkOptions, ParameterError, packageVersion } from '../base/index.js';
import {
  type Response,
  responseDescriptor,
  responseDescriptorNames,
  type SimulatedSpectra,
} from '../simulation/index.js';
import type { Dataset } from './types.js';

/**
 * The classes in the order in which they are numbered everywhere: star 0, AGN 1, the positive class (Hebbar & Heinke
 * 2023, section 2.1).
 */
const mainClasses: readonly string[] = ['star', 'agn'];

/**
 * Makes a labelled dataset of simulated spectra of one class; `concatenate` joins several. The counts are not copied.
 * The property `flux` is that of the simulated source, flux scale included. With several responses, the property
 * `response` is the number of a spectrum's response (from 0, in the order given, which is that of the provenance); with
 * a blend, `responseWeight` is the share of the first. The number of a spectrum's source is its number in the
 * simulation, so that shards share no sources.
 *
 * @param simulated what {@link simulate} gives, or a shard of {@link simulateShards}
 * @param options.classes names of all classes that the dataset is to tell apart, in their order; needed for populations
 *   other than stars and AGN
 * @returns one row for each spectrum, with the properties of its source
 * @throws ParameterError for source numbers of 2^32 or more, which a dataset cannot hold, and for a population that is
 *   none of the classes.
 */
export function datasetFromSimulation(
  simulated: SimulatedSpectra,
  options: { classes?: readonly string[] } = {},
): Dataset {
  checkObject('simulated', simulated, 'what simulate gives', 'counts', 'sources', 'responses');
  const { count, channels, counts, sources, name, population, responses, exposure, seed, first } = simulated;
  const { backgroundCounts, backgroundScale, background, fluxScale, plasma } = simulated;
  const { expectedCounts, expectedBackgroundCounts } = simulated;
  checkOptions(options);
  const { classes = mainClasses } = options;
  if (!classes.includes(name))
    throw new ParameterError(
      'classes',
      `the spectra are of ${name}, which is none of the classes ${classes.join(', ')}; name all classes of the dataset, in ` +
        "their order: { classes: ['star', 'agn', ...] }",
    );
  if (first + count > 2 ** 32)
    throw new ParameterError(
      'first',
      `source ${first + count - 1} is beyond 2^32 - 1, the last number a dataset can hold`,
    );
  return {
    count: count,
    channels,
    firstChannel: responses[0].firstChannel,
    eMin: responses[0].eMin,
    eMax: responses[0].eMax,
    counts,
    ...(backgroundCounts && { backgroundCounts, backgroundScale }),
    ...(expectedCounts && { expectedCounts }),
    ...(expectedBackgroundCounts && { expectedBackgroundCounts }),
    ...descriptorsOf(simulated),
    exposure: new Float64Array(count).fill(exposure),
    classes: [...classes],
    labels: new Uint8Array(count).fill(classes.indexOf(name)),
    properties: { ...withFlux(sources.properties, fluxScale), ...responseProperties(simulated) },
    source: Uint32Array.from({ length: count }, (_, i) => first + i),
    provenance: responses.map(({ identity }, k) => ({
      seed,
      population,
      response: identity,
      version: packageVersion,
      ...(background !== undefined && { background: typeof background === 'string' ? background : background[k] }),
      ...(fluxScale !== 1 && { fluxScale }),
      ...(plasma !== undefined && { plasma }),
    })),
  };
}

/** The descriptor of each spectrum's response; a blend of two has none. */
function descriptorsOf({ count, responses, responseIndex, responseWeight }: SimulatedSpectra) {
  if (responseWeight) return {};
  const described = responses.map(descriptorOf);
  const [first] = described;
  const responseDescriptor = responseIndex
    ? Float64Array.from({ length: count * first.length }, (_, i) => {
        const row = Math.floor(i / first.length);
        return described[responseIndex[row]][i % first.length];
      })
    : first;
  return { responseDescriptor, responseDescriptorNames };
}

const descriptors = new WeakMap<Response, Float64Array>();
function descriptorOf(response: Response): Float64Array {
  const descriptor = descriptors.get(response) ?? responseDescriptor(response);
  descriptors.set(response, descriptor);
  return descriptor;
}

/** The response of each spectrum as a property, if there were several responses. */
function responseProperties({ responseIndex, responseWeight }: SimulatedSpectra): Dataset['properties'] {
  if (responseIndex) return { response: Float64Array.from(responseIndex) };
  return responseWeight ? { responseWeight } : {};
}

/** The properties, with `flux` scaled as it was in the simulation. */
function withFlux(properties: Dataset['properties'], fluxScale: number): Dataset['properties'] {
  if (fluxScale === 1 || !properties.flux) return properties;
  return { ...properties, flux: properties.flux.map((flux) => flux * fluxScale) };
}
