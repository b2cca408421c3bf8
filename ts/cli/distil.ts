import type { Command } from 'commander';
import {
  agn,
  type Background,
  type Classifier,
  distil,
  type EpochLog,
  type Response,
  stars,
  templateBank,
} from '../index.js';
import { grouped, lowestEnergyOption, note, numberOption, strictOption } from './context.js';
import { chosenBackground, chosenResponses } from './instrument.js';
import { progressBar } from './progress.js';

/** The options of `xsift train --distil`. */
export interface DistilCommandOptions {
  distil?: boolean;
  rmf?: string[];
  arf?: string[];
  background?: string;
  spectra?: number;
  lowestEnergy?: number;
  strict?: boolean;
}

const several = (value: string, previous: string[] = []): string[] => [...previous, value];

export function distilOptions(command: Command): Command {
  return strictOption(lowestEnergyOption(command))
    .option('--distil', 'learn what a bank of templates says, for your responses (see below)')
    .option('--rmf <file>', 'with --distil: redistribution matrix, or an embedded one; may be repeated', several)
    .option('--arf <file>', 'with --distil: effective area, one for each RMF file, in their order', several)
    .option('--background <what>', 'with --distil: none, acis-i, or a PHA file with its background')
    .option('--spectra <n>', 'with --distil: of each class', numberOption({ integer: true, min: 100, max: 1e8 }));
}

export const distilHelp = `
--distil needs no libraries: stars and AGN are simulated through --rmf and --arf,
and the network (128-64) learns what a bank of templates says of each. It is told
the response, so that several of one instrument make one network:
  xsift train --distil --rmf pn.rmf --arf pn.arf --out pn.json
`;

/** Combinations of options that make no sense are usage errors. */
export function checkDistil(command: Command, files: readonly string[], options: DistilCommandOptions): void {
  const { rmf = [], arf = [], background, spectra } = options;
  if (!options.distil) {
    if (files.length === 0) command.error('error: name libraries to train on, or use --distil with --rmf and --arf');
    if (rmf.length > 0 || arf.length > 0 || background !== undefined || spectra !== undefined)
      command.error('error: --rmf, --arf, --background and --spectra go with --distil');
    return;
  }
  if (files.length > 0) command.error('error: --distil simulates its spectra; leave the libraries out');
  if (rmf.length === 0) command.error('error: --distil needs an --rmf');
}

/** Simulates, labels and trains; the settings are those of `distil`. */
export async function distilled(
  options: DistilCommandOptions & { seed: number; threads?: number },
  signal: AbortSignal,
  onEpoch: (log: EpochLog) => void,
): Promise<{ classifier: Classifier; aborted: boolean }> {
  const { seed, threads, spectra = 100_000, rmf, arf, background, lowestEnergy, strict } = options;
  const responses = chosenResponses({ rmf, arf, lowestEnergy, strict }) as readonly Response[];
  const chosen = background === undefined ? undefined : [background];
  const backgrounds = responses.map((response) => chosenBackground({ rmf, background: chosen }, [response]));
  const bar = progressBar({ label: 'simulate and label', total: 2 * spectra, unit: 'spectra' });
  const trained = await distil(templateBank([stars(), agn()], { seed }), responses, {
    ...{ spectra, seed, threads, signal, onEpoch, onProgress: bar.update },
    ...(backgrounds[0] && { backgrounds: backgrounds as Background[] }),
  }).finally(bar.stop);
  note(`simulated ${grouped(2 * spectra)} spectra through ${responses.map(({ identity }) => identity).join(', ')}`);
  return trained;
}
