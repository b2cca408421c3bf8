import { basename } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type AbundanceTable, type BindOptions, loadPlasma, type PlasmaTable } from '../index.js';

/** The options about what models are made of: abundances, cross-sections and plasma. */
export interface ModelTableOptions {
  abund: AbundanceTable;
  xsect: string;
  plasma?: string[];
}

/** `--abund` and `--xsect`, by XSPEC's names. */
export function abundanceOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--abund <table>', "abundance table, by XSPEC's name")
        .choices(['wilm', 'angr', 'aspl', 'grsa', 'lodd', 'feld', 'aneb'])
        .default('wilm'),
    )
    .addOption(
      new Option('--xsect <name>', "photo-electric cross-sections, by XSPEC's name; only Verner et al. (1996) are here")
        .argParser(parseCrossSections)
        .default('vern'),
    );
}

function parseCrossSections(name: string): string {
  if (name === 'vern') return name;
  const known = name === 'bcmc' || name === 'obcm';
  throw new InvalidArgumentError(
    `${known ? `XSPEC's ${name} is not in xsift. ` : ''}It must be vern (Verner et al. 1996).`,
  );
}

/** `--plasma`, for commands with models of plasma. */
export const plasmaOption = (command: Command): Command =>
  command.option(
    '--plasma <files...>',
    "AtomDB's apec_v*_line.fits and apec_v*_coco.fits, in place of the plasma table of xsift",
  );

/** Another number of files than two is a usage error. */
export function checkPlasmaOption(command: Command, { plasma }: Pick<ModelTableOptions, 'plasma'>): void {
  if (plasma && plasma.length !== 2)
    command.error(
      `error: --plasma takes two files, those of AtomDB with _line and _coco in their names; there ${plasma.length === 1 ? 'is 1' : `are ${plasma.length}`}: ${plasma.join(' ')}`,
    );
}

/** Reads the files of `--plasma`, in either order. */
export function chosenPlasma({ plasma }: Pick<ModelTableOptions, 'plasma'>): PlasmaTable | undefined {
  if (!plasma) return undefined;
  const [first, second] = plasma;
  const isSwapped = /coco/i.test(basename(first)) && !/coco/i.test(basename(second));
  return loadPlasma(isSwapped ? { line: second, coco: first } : { line: first, coco: second });
}

/** What models are bound with. */
export const chosenTables = (options: ModelTableOptions): Pick<BindOptions, 'abundances' | 'plasma'> => ({
  abundances: options.abund,
  plasma: chosenPlasma(options),
});
