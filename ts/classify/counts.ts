import { MismatchError } from '../base/index.js';
import { type Dataset, selectRows } from '../dataset/index.js';
import type { LoadOptions } from '../ogip/index.js';
import { loadGiven } from '../ogip/load.js';
import {
  createResponse,
  embeddedNames,
  embeddedResponse,
  type Response,
  responseDescriptor,
  responseDescriptorNames,
} from '../simulation/index.js';
import type { Row } from '../table/index.js';
import { bandCounts, noGoodChannel } from './bandCounts.js';
import { type ChunkOptions, fail } from './chunk.js';
import type { VerdictFlag } from './judge.js';
import { type Methods, opinionsOn } from './methods.js';
import { sketchOf } from './sketch.js';
import { giveOpinion, type SketchedVerdict, type SourceVerdict, unknownVerdict } from './verdict.js';

/** Spectra of a library or a table of counts, read. */
export interface OpenCounts {
  file: string;
  /** Number of the first, from 0. */
  first: number;
  dataset: Dataset;
  passed?: readonly Row[];
  /** Of all of them, in place of what the options name. */
  response?: Response;
}

/** The response of counts by options, or an embedded one by its identity. */
export class CountsResponses {
  private given?: Response;

  constructor(private readonly options: Pick<LoadOptions, 'rmf' | 'arf'>) {}

  /** Undefined if it is not known. @throws FileError or MismatchError for files that cannot be used */
  of(identity: string): (() => Response) | undefined {
    const { rmf, arf } = this.options;
    if (rmf === undefined) {
      const name = embeddedNames.find((name) => embeddedResponse(name).identity === identity);
      return name && (() => embeddedResponse(name));
    }
    if (!this.given) {
      const files = loadGiven({ rmf, arf });
      this.given = files.rmf && createResponse(files.rmf, files.arf);
      if (this.given && !files.arf && !files.rmf!.includesArea) this.given = undefined;
    }
    const { given } = this;
    return given && (() => given);
  }
}

/**
 * Classifies spectra of one library or table of counts, all of one response in one call of each method. Results have the probabilities of
 * equal shares and no verdict yet (`concluded`).
 */
export async function classifyCounts(
  { file, first, dataset, passed, response }: OpenCounts,
  methods: Methods,
  options: ChunkOptions & { responses: CountsResponses },
  signal?: AbortSignal,
): Promise<SketchedVerdict[]> {
  const rows = Array.from({ length: dataset.count }, (_, i) => {
    const row: SketchedVerdict = unknownVerdict(file, methods.classes);
    row.row = first + i + 1;
    row.exposure = dataset.exposure[i];
    if (passed) row.passed = passed[i];
    return row;
  });
  const { countBand } = methods;
  const countsOf = bandCounts(dataset, countBand);
  const flags = rows.map((row, i) => {
    const { numbers, flags, isBlind } = countsOf(i);
    Object.assign(row, numbers);
    if (isBlind) row.error = noGoodChannel(countBand).message;
    return flags;
  });
  const { minCounts = -Infinity } = options;
  const kept = rows.map((_, i) => i).filter((i) => rows[i].error !== undefined || !(rows[i].counts < minCounts));
  const usable = kept.filter((i) => rows[i].error === undefined);
  for (const [identity, members] of byResponse(dataset, usable)) {
    name(rows, members, identity);
    await judge({ dataset, identity, members, rows, flags, response }, methods, options, signal);
  }
  return kept.length === rows.length ? rows : kept.map((i) => rows[i]);
}

/** The rows by the identity of their response: each has a number of one where the dataset has several. */
function byResponse({ provenance, properties }: Dataset, rows: readonly number[]): Map<string, number[]> {
  const identities = [...new Set(provenance.map(({ response }) => response))];
  const isBlend = properties.responseWeight !== undefined;
  const index = isBlend ? undefined : properties.response;
  const of = (row: number) =>
    identities.length === 1 && !isBlend ? identities[0] : provenance[index?.[row] ?? -1]?.response;
  const groups = new Map<string, number[]>();
  for (const row of rows) {
    const identity = of(row) ?? 'unknown';
    const group = groups.get(identity);
    if (group) group.push(row);
    else groups.set(identity, [row]);
  }
  return groups;
}

/** An identity begins with telescope, instrument and detector. */
function name(rows: readonly SourceVerdict[], members: readonly number[], identity: string): void {
  const words = identity.split(' ');
  if (words.length !== 4) return;
  const [telescope, instrument, detector] = words.map((word) => (word === 'unknown' ? undefined : word));
  for (const i of members) {
    const row = rows[i];
    row.telescope = telescope;
    row.instrument = instrument;
    row.detector = detector;
  }
}

interface Group {
  dataset: Dataset;
  identity: string;
  members: readonly number[];
  rows: readonly SketchedVerdict[];
  flags: readonly (readonly VerdictFlag[])[];
  response?: Response;
}

async function judge(
  group: Group,
  methods: Methods,
  options: ChunkOptions & { responses: CountsResponses },
  signal?: AbortSignal,
): Promise<void> {
  const { dataset, identity, members, rows, flags } = group;
  const { file } = rows[members[0]];
  const { isDrawn } = options;
  try {
    const given = group.response;
    const response = given ? () => given : options.responses.of(identity);
    const chosen = members.length === dataset.count ? dataset : selectRows(dataset, members);
    const told = response ? withResponse(chosen, response()) : chosen;
    const missing = `the response of these spectra is not known (${identity}); name its files with --rmf and --arf (options rmf, arf)`;
    const opinions = await opinionsOn({ file, dataset: told, response, missing, isDrawn }, methods, signal);
    for (const [k, i] of members.entries()) {
      giveOpinion(rows[i], opinions[k], flags[i]);
      if (isDrawn) rows[i].sketch = sketchOf(dataset, i, methods.countBand, opinions[k].likeliest);
      if (!dataset.backgroundCounts) rows[i].flags.push('no-background');
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (members.length > 1) for (const i of members) await judge({ ...group, members: [i] }, methods, options, signal);
    else {
      fail(rows[members[0]], file, error);
      if (isDrawn) rows[members[0]].sketch = sketchOf(dataset, members[0], methods.countBand);
    }
  }
}

/** Counts with the description of the response that is named for them. */
function withResponse(dataset: Dataset, response: Response): Dataset {
  if (response.channels !== dataset.channels)
    throw new MismatchError(
      `the spectra have ${dataset.channels} channels, the response ${response.rmfFile} has ${response.channels}`,
      {
        what: 'channels',
        expected: response.channels,
        found: dataset.channels,
        remedy: 'name the response of these spectra',
      },
    );
  if (dataset.responseDescriptor) return dataset;
  return {
    ...dataset,
    responseDescriptor: responseDescriptor(response),
    responseDescriptorNames,
    provenance: dataset.provenance.map((origin) => ({ ...origin, response: response.identity })),
  };
}
