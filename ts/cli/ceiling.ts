import {
  agn,
  type Dataset,
  embeddedNames,
  embeddedResponse,
  MismatchError,
  type Response,
  type RunOptions,
  responseDescriptor,
  responseDescriptorNames,
  selectRows,
  stars,
  templateBank,
} from '../index.js';
import { chosenResponses, type InstrumentOptions } from './instrument.js';
import type { Library } from './libraries.js';

/** The options of `xsift evaluate` about the ceiling. */
export interface CeilingOptions extends Pick<InstrumentOptions, 'rmf' | 'arf' | 'lowestEnergy' | 'strict'> {
  templates: number;
}

/** Of each spectrum of all libraries, in their order, the identity of its response. */
function identitiesIn({ file, dataset }: Library): string[] {
  const { count, provenance, properties } = dataset;
  const identities = provenance.map(({ response }) => response);
  if (properties.responseWeight)
    throw new MismatchError(`the spectra of ${file} are blends of two responses, each with one of its own`, {
      what: 'response',
      expected: 'one of the given responses for each spectrum',
      found: 'blends',
      remedy: 'simulate a test library without --blend',
    });
  const distinct = new Set(identities);
  if (distinct.size === 1) return Array(count).fill(identities[0]);
  const index = properties.response;
  if (!index || Array.from(index).some((k) => identities[k] === undefined))
    throw new MismatchError(`${file} does not say which of its ${distinct.size} responses a spectrum has`, {
      what: 'response',
      expected: 'one response, or a number of one for each spectrum',
      found: [...distinct],
      remedy: 'evaluate libraries of one response each',
    });
  return Array.from(index, (k) => identities[k]);
}

/** The responses given by --rmf and --arf, and the embedded ones, by identity. */
function knownResponses(options: CeilingOptions): Map<string, Response> {
  const given = options.rmf ? (chosenResponses(options) as Response[]) : [];
  return new Map(
    [...embeddedNames.map((name) => embeddedResponse(name)), ...given].map((response) => [response.identity, response]),
  );
}

/**
 * The response of each spectrum. A library holds the identity of its response alone: the embedded ones are known by it, files must be
 * given again.
 *
 * @throws MismatchError for a library whose response is not known.
 */
export function responsesOf(libraries: readonly Library[], options: CeilingOptions): Response[] {
  const known = knownResponses(options);
  return libraries.flatMap((library) =>
    identitiesIn(library).map((identity) => {
      const response = known.get(identity);
      if (response) return response;
      throw new MismatchError(
        `${library.file} was simulated with the response ${identity}, whose files are not known`,
        {
          what: 'response',
          expected: identity,
          found: [...known.keys()],
          remedy: 'give the files that it was simulated with: --rmf and --arf',
        },
      );
    }),
  );
}

/** Spectra with the numbers that describe their responses, which a classifier may have as inputs. */
export function describedBy(dataset: Dataset, responses: readonly Response[]): Dataset {
  const rows = new Map([...new Set(responses)].map((response) => [response, responseDescriptor(response)]));
  const width = responseDescriptorNames.length;
  const all = new Float64Array(dataset.count * width);
  responses.forEach((response, row) => {
    all.set(rows.get(response)!, row * width);
  });
  return { ...dataset, responseDescriptor: all, responseDescriptorNames };
}

/** What a bank says of spectra, each through its own response. */
export interface Ceiling {
  /** Probability of an AGN, one a spectrum. */
  agn: Float64Array;
  /** What the templates were drawn from. */
  populations: readonly string[];
}

/**
 * The best that any classifier could say of the spectra: posteriors by a template bank of the embedded populations. Its templates have
 * a number beyond all sources that a library can hold.
 */
export async function ceilingOf(
  dataset: Dataset,
  responses: readonly Response[],
  { templates }: Pick<CeilingOptions, 'templates'>,
  options: RunOptions,
): Promise<Ceiling> {
  const bank = templateBank([stars(), agn()], { templates });
  const agnClass = bank.classes.indexOf('agn');
  const probabilities = new Float64Array(dataset.count);
  let done = 0;
  for (const response of new Set(responses)) {
    const rows = responses.flatMap((other, row) => (other === response ? [row] : []));
    const through = await bank.through(response, { threads: options.threads, signal: options.signal });
    const before = done;
    const posteriors = await through.classify(selectRows(dataset, rows), {
      goodness: false,
      parameters: false,
      ...options,
      onProgress: (now) => options.onProgress?.(before + now),
    });
    rows.forEach((row, i) => {
      probabilities[row] = posteriors.probabilities[i * bank.classes.length + agnClass];
    });
    done += rows.length;
  }
  return { agn: probabilities, populations: bank.populations.map(({ identity }) => identity) };
}
