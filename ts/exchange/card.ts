import { basename } from 'node:path';
import { atomicWrite, checkList, ParameterError } from '../base/index.js';
import { Classifier, type InputConvention, type TrainingSettings } from '../network/index.js';
import { instrumentsOf } from '../network/instrument.js';
import { modelChecksum } from '../network/modelFile.js';

/** What is known of a classifier from its model file, for people who are to decide whether to use it (Mitchell et al. 2019). */
export interface ModelCard {
  readonly name: string;
  /** Version of xsift that trained or imported it. */
  readonly version: string;
  /** Of the model file. */
  readonly checksum: string;
  readonly classes: readonly string[];
  readonly network: { readonly sizes: readonly number[]; readonly activation: string; readonly parameters: number };
  readonly inputs: {
    readonly channels: number;
    /** keV. */
    readonly band: readonly [number, number];
    readonly convention: Readonly<InputConvention>;
    /** Further inputs, with their range among the training spectra. */
    readonly extra: readonly { readonly name: string; readonly min: number; readonly max: number }[];
  };
  readonly training: {
    readonly spectra: Readonly<Record<string, number>>;
    /** Net counts of the training spectra in `countBand`, keV: above `above`, and up to `most` where that is known. */
    readonly netCounts: {
      readonly above: number;
      readonly most?: number;
      readonly countBand: readonly [number, number];
    };
    readonly background: boolean;
    readonly epochs: number;
    readonly bestEpoch: number;
    readonly aborted: boolean;
    readonly settings: Readonly<Pick<TrainingSettings, 'l1' | 'l2' | 'batchSize' | 'learningRate' | 'seed' | 'noise'>>;
  };
  readonly data: {
    readonly populations: readonly string[];
    readonly responses: readonly string[];
    readonly instruments: readonly string[];
    readonly backgrounds: readonly string[];
  };
  /** How its probabilities are to be read. */
  readonly calibration: string;
  /** What it is not for. */
  readonly limits: readonly string[];
}

const unique = <Value>(values: readonly (Value | undefined)[]): Value[] =>
  [...new Set(values)].filter((value) => value !== undefined);

/**
 * The card of a classifier: all of it follows from the model file.
 *
 * @param name what it is called, such as the name of its file
 * @throws ParameterError if it is no classifier.
 */
export function modelCard(classifier: Classifier, name: string): ModelCard {
  if (!(classifier instanceof Classifier))
    throw new ParameterError('classifier', 'classifier is none; one is needed (Classifier.load)');
  const { model } = classifier;
  const { input, network, training, provenance } = model;
  const { l1, l2, batchSize, learningRate, seed, noise } = training;
  const counted = input.extraInputs?.find((extra) => extra.name === 'logNetCounts' && extra.max < 30);
  return {
    ...{ name, version: model.version, checksum: modelChecksum(model), classes: model.classes },
    network: { sizes: network.sizes, activation: network.activation, parameters: network.weights.length },
    inputs: {
      channels: input.channels.length,
      band: training.band,
      convention: input.convention,
      extra: (input.extraInputs ?? []).filter(({ max }) => max < 1e30),
    },
    training: {
      spectra: Object.fromEntries(model.classes.map((label, i) => [label, training.spectra[i]])),
      netCounts: {
        above: training.minimumNetCounts,
        ...(counted && { most: Number((10 ** counted.max).toPrecision(3)) }),
        countBand: training.countBand,
      },
      background: training.background,
      ...{ epochs: training.epochsRun, bestEpoch: training.bestEpoch, aborted: training.aborted },
      settings: { l1, l2, batchSize, learningRate, seed, noise },
    },
    data: {
      populations: unique(provenance.map(({ population }) => population)),
      responses: unique(provenance.map(({ response }) => response)),
      instruments: instrumentsOf(provenance).names.map((names) => names.join(' ')),
      backgrounds: unique(provenance.map(({ background }) => background)),
    },
    calibration: calibrationWords(classifier),
    limits: limitsOf(classifier),
  };
}

function calibrationWords({ model }: Classifier): string {
  const { spectra } = model.training;
  const total = spectra.reduce((sum, count) => sum + count, 0);
  if (total === 0)
    return 'Nothing is known of it: the network was trained elsewhere. xsift evaluate measures it on spectra of known class.';
  const shares = spectra.map((count, i) => `${((100 * count) / total).toFixed(1)} % ${model.classes[i]}`).join(', ');
  return (
    `The file holds no correction of probabilities; they go with the shares of the training spectra, ${shares}. Give the shares of your ` +
    'sample where you know them (xsift classify --prior). xsift evaluate measures the calibration on spectra of known class.'
  );
}

function limitsOf({ model }: Classifier): string[] {
  const { training, input, classes } = model;
  const isTold = input.convention.extra?.includes('response') === true;
  return [
    `Sources of other kinds than ${classes.join(', ')} get a verdict all the same.`,
    isTold
      ? 'It is told the response, and is for all responses of the instruments above; others are flagged instrument-mismatch.'
      : 'Spectra through other responses than those above are flagged response-differs or instrument-mismatch.',
    `Spectra of ${training.minimumNetCounts} net counts or fewer in ${training.countBand.join(' to ')} keV are flagged outside-training.`,
    ...(training.background
      ? []
      : ['The training spectra had no background; one above a tenth of the net counts is flagged.']),
    ...(training.aborted ? ['Training was stopped before its end.'] : []),
  ];
}

/**
 * A card in Markdown.
 *
 * @param notes lines of Markdown that follow, such as where to read how good it is
 */
export function modelCardMarkdown(card: ModelCard, notes: readonly string[] = []): string {
  checkList('notes', notes, 'a list of lines');
  const { network, inputs, training, data } = card;
  const { counts, scale, transform, standardise, group = 1 } = inputs.convention;
  const { above, most, countBand } = training.netCounts;
  const number = (value: number) => value.toLocaleString('en');
  const rows = {
    Classes: card.classes.join(', '),
    Network: `${network.sizes.join('-')}, ${network.activation}, softmax; ${number(network.parameters)} parameters`,
    Inputs:
      `${inputs.channels} channels of ${inputs.band.join(' to ')} keV${group > 1 ? ` in groups of ${group}` : ''}; ${counts} counts, scale ` +
      `${scale}, transform ${transform}, ${standardise ? 'standardised' : 'not standardised'}`,
    ...(inputs.extra.length > 0 && { 'Further inputs': inputs.extra.map(rangeWords).join('; ') }),
    'Training spectra': Object.entries(training.spectra)
      .map(([name, count]) => `${number(count)} ${name}`)
      .join(', '),
    'Net counts': `above ${number(above)}${most ? `, up to ${number(most)}` : ''}, in ${countBand.join(' to ')} keV`,
    Background: training.background
      ? `yes${data.backgrounds.length > 0 ? `: ${data.backgrounds.join(', ')}` : ''}`
      : 'none',
    Populations: data.populations.join(', '),
    Responses: data.responses.join('; '),
    Training: `${training.epochs} epochs, weights of epoch ${training.bestEpoch}; seed ${training.settings.seed}, L1 ${training.settings.l1}, batches of ${training.settings.batchSize}`,
    Checksum: `\`${card.checksum}\`, xsift ${card.version}`,
  };
  const table = Object.entries(rows).map(([name, value]) => `| ${name} | ${String(value).replaceAll('|', '\\|')} |`);
  return [
    `# Model card: ${card.name}`,
    '',
    '| | |',
    '| --- | --- |',
    ...table,
    '',
    `**Calibration.** ${card.calibration}`,
    '',
    '**Limits.**',
    '',
    ...card.limits.map((limit) => `- ${limit}`),
    ...(notes.length > 0 ? ['', ...notes] : []),
    '',
  ].join('\n');
}

const short = (value: number) => String(Number(value.toPrecision(3)));
const rangeWords = ({ name, min, max }: { name: string; min: number; max: number }) =>
  `${name} ${short(min)} to ${short(max)}`;

/**
 * Writes a classifier's card beside its model file `NAME.safetensors`: `NAME.card.md` and `NAME.card.json`.
 *
 * @returns the two files
 * @throws FileError if they cannot be written.
 */
export function writeModelCard(
  modelFile: string,
  classifier: Classifier,
  notes: readonly string[] = [],
): [string, string] {
  const base = modelFile.replace(/\.safetensors$/, '');
  const card = modelCard(classifier, basename(base));
  const files: [string, string] = [`${base}.card.md`, `${base}.card.json`];
  atomicWrite(files[0], modelCardMarkdown(card, notes));
  atomicWrite(files[1], `${JSON.stringify(card, null, 2)}\n`);
  return files;
}
