import { type ResponseBank, TemplateBank } from '../bank/index.js';
import { type Band, FileError, MismatchError, ParameterError, wordsFor } from '../base/index.js';
import type { Dataset } from '../dataset/index.js';
import { hasArea, observedResponse } from '../dataset/observedResponse.js';
import { Classifier } from '../network/index.js';
import { areaScaledRmf } from '../ogip/areaRatio.js';
import type { LoadedSpectrum } from '../ogip/index.js';
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

/**
 * What decides on a spectrum, with the flag of the bank: `unlike-training`.
 *
 * @param dataset of this spectrum alone
 * @throws FileError or MismatchError saying what is missing where no method can be used.
 */
export async function opinionOn(
  spectrum: LoadedSpectrum,
  dataset: Dataset,
  methods: Methods,
  signal?: AbortSignal,
): Promise<Opinion> {
  const { network, bank } = methods;
  if (!hasArea(spectrum)) {
    if (!network || isToldResponse(network)) throw new FileError(spectrum.pha.file, `${noArea(spectrum)}; ${remedy}`);
    return networkAlone(spectrum, dataset, methods, signal);
  }
  if (!bank) return networkOpinion(network!, dataset, signal);
  const { pha, rmf, arf } = spectrum;
  const through = await bank.through(observedResponse(pha, areaScaledRmf(pha, rmf!), arf), { signal, threads: 1 });
  const banked = await bankOpinion(through, dataset, methods.classes, signal);
  return chosenOpinion(network && (await networkIfFit(network, dataset, signal)), banked);
}

const isToldResponse = ({ model }: Classifier): boolean => model.input.convention.extra?.includes('response') === true;

const noArea = ({ rmf }: LoadedSpectrum): string =>
  `no effective area is known for this spectrum: ${rmf!.file} holds none`;
const remedy = 'name the ARF with --arf (option arf)';

/** The network's opinion on a spectrum that the bank cannot judge, as no area is known. */
async function networkAlone(
  spectrum: LoadedSpectrum,
  dataset: Dataset,
  { network, bank }: Methods,
  signal?: AbortSignal,
): Promise<Opinion> {
  try {
    return await networkOpinion(network!, dataset, signal);
  } catch (cause) {
    if (!bank || !(cause instanceof MismatchError)) throw cause;
    const reason = `${cause.message}; for the bank ${noArea(spectrum)}: ${remedy}`;
    throw new FileError(spectrum.pha.file, reason, { cause });
  }
}

/** Undefined for a spectrum that the network cannot take: other channels, or another description of the response. */
async function networkIfFit(network: Classifier, dataset: Dataset, signal?: AbortSignal): Promise<Opinion | undefined> {
  try {
    return await networkOpinion(network, dataset, signal);
  } catch (error) {
    if (error instanceof MismatchError) return undefined;
    throw error;
  }
}

async function networkOpinion(network: Classifier, dataset: Dataset, signal?: AbortSignal): Promise<Opinion> {
  const { probabilities, flags } = await network.predict(dataset, { signal, threads: 1 });
  return { method: 'network', probabilities: Array.from(probabilities), flags: [...flags[0]] };
}

async function bankOpinion(
  bank: ResponseBank,
  dataset: Dataset,
  classes: readonly string[],
  signal?: AbortSignal,
): Promise<Opinion> {
  const { probabilities, unlike } = await bank.classify(dataset, { signal, threads: 1, parameters: false });
  return {
    method: 'bank',
    probabilities: classes.map((name) => probabilities[bank.classes.indexOf(name)]),
    flags: unlike[0] === 1 ? ['unlike-training'] : [],
  };
}
