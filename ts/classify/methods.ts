import { type ResponseBank, TemplateBank } from '../bank/index.js';
import { type Band, FileError, MismatchError, ParameterError, wordsFor } from '../base/index.js';
import type { Dataset } from '../dataset/index.js';
import { Classifier } from '../network/index.js';
import type { Response } from '../simulation/index.js';
import { chosenOpinion, type Opinion } from './judge.js';

/** What files are classified with: a network, a bank of templates, or both. */
export type ClassifyUsing = Classifier | TemplateBank | { readonly network: Classifier; readonly bank: TemplateBank };

/** The methods at hand, one or both. */
export interface Methods {
  network?: Classifier;
  bank?: TemplateBank;
  classes: readonly string[];
  /** keV: where counts are counted. */
  countBand: Band;
}

/** @throws ParameterError for something that is none, MismatchError for a network and a bank of different classes. */
export function methodsOf(using: ClassifyUsing): Methods {
  const { network, bank }: { network?: unknown; bank?: unknown } =
    using instanceof Classifier
      ? { network: using }
      : using instanceof TemplateBank
        ? { bank: using }
        : { network: undefined, bank: undefined, ...(using as object | undefined) };
  const isBoth = network instanceof Classifier && bank instanceof TemplateBank;
  if (isBoth) {
    checkSameClasses(network.classes, bank.classes);
    return { network, bank, classes: network.classes, countBand: network.countBand };
  }
  if (network instanceof Classifier && bank === undefined)
    return { network, classes: network.classes, countBand: network.countBand };
  if (bank instanceof TemplateBank && network === undefined)
    return { bank, classes: bank.classes, countBand: bank.band };
  throw new ParameterError(
    'using',
    `using is ${wordsFor(using)}; a Classifier, a bank (templateBank) or { network, bank } is needed`,
  );
}

function checkSameClasses(network: readonly string[], bank: readonly string[]): void {
  if (String([...network].sort()) === String([...bank].sort())) return;
  throw new MismatchError(
    `the classes of the network are ${network.join(', ')}, those of the bank ${bank.join(', ')}`,
    {
      what: 'classes',
      expected: network,
      found: bank,
      remedy: 'use one of them alone (--method network or --method bank), or make a bank of the same classes',
    },
  );
}

/** Spectra of one response, as the methods take them. */
export interface Observed {
  /** For messages: the file of the first. */
  file: string;
  dataset: Dataset;
  /** Of all of them; undefined where none is known, or no effective area with it. */
  response?: () => Response;
  /** Why there is no response, and the remedy. */
  missing: string;
  /** Whether the likeliest source of each class is asked for, where there is a bank. */
  isDrawn?: boolean;
}

/**
 * What decides on each of some spectra, with the flag of the bank: `unlike-training`. They are judged in one call of each method, which
 * gives the same bits as one by one.
 *
 * @throws FileError or MismatchError saying what is missing where no method can be used.
 */
export async function opinionsOn(observed: Observed, methods: Methods, signal?: AbortSignal): Promise<Opinion[]> {
  const { network, bank } = methods;
  const { file, dataset, response, missing } = observed;
  if (!response) {
    if (!network || (isToldResponse(network) && !dataset.responseDescriptor)) throw new FileError(file, missing);
    return networkAlone(observed, methods, signal);
  }
  if (!bank) return networkOpinions(network!, dataset, signal);
  const through = await bank.through(response(), { signal, threads: 1 });
  const banked = await bankOpinions(through, observed, methods.classes, signal);
  const learned = network && (await networkIfFit(network, dataset, signal));
  return banked.map((opinion, row) => {
    const chosen = chosenOpinion(learned?.[row], opinion);
    return opinion.likeliest ? { ...chosen, likeliest: opinion.likeliest } : chosen;
  });
}

const isToldResponse = ({ model }: Classifier): boolean => model.input.convention.extra?.includes('response') === true;

/** The network's opinions on spectra that the bank cannot judge, as no response is known. */
async function networkAlone(
  { file, dataset, missing }: Observed,
  { network, bank }: Methods,
  signal?: AbortSignal,
): Promise<Opinion[]> {
  try {
    return await networkOpinions(network!, dataset, signal);
  } catch (cause) {
    if (!bank || !(cause instanceof MismatchError)) throw cause;
    throw new FileError(file, `${cause.message}; for the bank ${missing}`, { cause });
  }
}

/** Undefined for spectra that the network cannot take: other channels, or another description of the response. */
async function networkIfFit(
  network: Classifier,
  dataset: Dataset,
  signal?: AbortSignal,
): Promise<Opinion[] | undefined> {
  try {
    return await networkOpinions(network, dataset, signal);
  } catch (error) {
    if (error instanceof MismatchError) return undefined;
    throw error;
  }
}

async function networkOpinions(network: Classifier, dataset: Dataset, signal?: AbortSignal): Promise<Opinion[]> {
  const { probabilities, flags } = await network.predict(dataset, { signal, threads: 1 });
  const width = network.classes.length;
  return flags.map((ofRow, row) => ({
    method: 'network',
    probabilities: Array.from(probabilities.subarray(row * width, (row + 1) * width)),
    flags: [...ofRow],
  }));
}

async function bankOpinions(
  bank: ResponseBank,
  { dataset, isDrawn }: Observed,
  classes: readonly string[],
  signal?: AbortSignal,
): Promise<Opinion[]> {
  const posteriors = await bank.classify(dataset, { signal, threads: 1, parameters: false });
  const { probabilities, unlike } = posteriors;
  const places = classes.map((name) => bank.classes.indexOf(name));
  const opinions = Array.from(
    { length: dataset.count },
    (_, row): Opinion => ({
      method: 'bank',
      probabilities: places.map((k) => probabilities[row * places.length + k]),
      flags: unlike[row] === 1 ? ['unlike-training'] : [],
    }),
  );
  for (const [row, opinion] of opinions.entries())
    if (isDrawn) opinion.likeliest = { ...(await bank.likeliest(dataset, posteriors, row)), classes: bank.classes };
  return opinions;
}
