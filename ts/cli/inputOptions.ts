import { type Command, InvalidArgumentError } from 'commander';
import type { ExtraInput, InputConvention } from '../index.js';
import { numberOption } from './context.js';

/** How counts become inputs, as `train` and `import` are told. */
export interface InputOptions {
  input?: Partial<InputConvention>;
  group?: number;
  extra?: ExtraInput[];
}

const groupOf = numberOption({ integer: true, min: 1, max: 4096 });

/** The words of --input, and what each sets. */
const inputWords: Record<string, Partial<InputConvention>> = {
  net: { counts: 'net' },
  total: { counts: 'total' },
  unscaled: { scale: 'none' },
  rate: { scale: 'rate' },
  unit: { scale: 'unit' },
  'unit-channels': { scale: 'unit-channels' },
  'unit-floor': { scale: 'unit-floor' },
  log1p: { transform: 'log1p' },
  sqrt: { transform: 'sqrt' },
  standardised: { standardise: true },
  unstandardised: { standardise: false },
};

function inputOf(argument: string): Partial<InputConvention> {
  const convention: Partial<InputConvention> = {};
  for (const word of argument.split(',')) {
    const sets = Object.hasOwn(inputWords, word) ? inputWords[word] : undefined;
    if (!sets)
      throw new InvalidArgumentError(`There is no word '${word}'; those are ${Object.keys(inputWords).join(', ')}.`);
    for (const field of Object.keys(sets))
      if (field in convention)
        throw new InvalidArgumentError(`'${word}' and a word before it say different things; choose one.`);
    Object.assign(convention, sets);
  }
  return convention;
}

/** The words of --extra. */
const extraWords: Record<string, ExtraInput> = {
  'log-net-counts': 'logNetCounts',
  'log-total-counts': 'logTotalCounts',
  'background-share': 'backgroundShare',
  response: 'response',
};

const extraOf = (argument: string): ExtraInput[] =>
  argument.split(',').map((word) => {
    if (Object.hasOwn(extraWords, word)) return extraWords[word];
    throw new InvalidArgumentError(`There is no word '${word}'; those are ${Object.keys(extraWords).join(', ')}.`);
  });

/** The part of `--help` about these options. */
export const inputHelp = `--input says how counts become inputs of the network: words with commas between,
at most one of each line; what is not said stays as it is by default (*).
  net*, total                          background subtracted, or left in
  unit*, unit-channels, rate, unscaled divided by their sum; that times the number
                                       of channels; divided by the exposure in ks;
                                       as they are
  unit-floor                           divided by their sum, but by 0.5 at least:
                                       spectra without net counts have inputs too
  log1p, sqrt                          of the scaled values x: ln(1 + |x|) or the
                                       root of |x|, with the sign of x (* neither)
  standardised*, unstandardised        with the mean and deviation of the training
                                       spectra in each channel
--group 4 adds up four neighbouring channels to one input before that (527 make
132). --extra gives the network further numbers, words with commas between:
  log-net-counts, log-total-counts     log10 of the net counts (at least 0.5), of
                                       all counts + 1
  background-share                     root of scaled background / (counts + 1)
  response                             numbers that describe the response, which
                                       the libraries must hold
`;

export const inputOptions = (command: Command): Command =>
  command
    .option('--input <words>', 'how counts become inputs, e.g. total,rate (see below)', inputOf)
    .option('--group <n>', 'add up the counts of n neighbouring channels (default: 1)', groupOf)
    .option('--extra <words>', 'further inputs, e.g. log-net-counts,background-share (see below)', extraOf);
