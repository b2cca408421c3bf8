import { type Command, InvalidArgumentError, Option } from 'commander';
import { type CdfsColumns, type FilterStep, filterCdfs, filterCoup, readCdfs, readCoup } from '../catalog/index.js';
import { type AgnMix, type AgnPreset, type Population, population } from '../index.js';
import { note } from './context.js';
import { formatTable } from './table.js';

/** The options of `xsift simulate` about the sources. */
export interface SourceOptions {
  class: 'star' | 'agn';
  coup?: string;
  cdfs?: string;
  cdfsColumns?: Partial<CdfsColumns>;
  fluxMatch: boolean;
  preset?: AgnPreset;
  mix?: AgnMix;
}

export function sourceOptions(command: Command): Command {
  return command
    .option(
      '--coup <file>',
      'stars: take the parameters from the rows of the COUP catalogue (VizieR J/ApJS/160/319, FITS or TSV)',
    )
    .option(
      '--cdfs <file>',
      'AGN: take the parameters, stars: the fluxes, from the rows of the CDFS catalogue (VizieR J/A+A/451/457, FITS or TSV)',
    )
    .option(
      '--cdfs-columns <names>',
      'columns of the CDFS catalogue that are not found by themselves, as Gamma=G,softFlux=F1 (xid, redshift, Gamma, nH, softFlux, hardFlux, model)',
      parseColumns,
    )
    .option('--no-flux-match', 'stars: keep their own fluxes, in place of such as AGN have')
    .addOption(
      new Option(
        '--preset <name>',
        'AGN: models as the paper prints them (default), or physical, with every term behind the Galactic column',
      ).choices(['paper', 'physical']),
    )
    .addOption(
      new Option(
        '--mix <name>',
        'AGN: 93, 3 and 4 % C-thin, Soft-C, C-thick (paper, default), or as the catalog',
      ).choices(['paper', 'catalog']),
    );
}

/** Parses QUANTITY=COLUMN,... into an object; readCdfs checks the names of the quantities. */
function parseColumns(argument: string): Partial<CdfsColumns> {
  const pairs = argument.split(',').map((assignment) => /^\s*(\w+)=(.+?)\s*$/.exec(assignment));
  if (pairs.some((pair) => pair === null))
    throw new InvalidArgumentError('It must be QUANTITY=COLUMN, as Gamma=G,nH=N.');
  return Object.fromEntries(pairs.map((pair) => [pair![1], pair![2]]));
}

/** Options that belong to the other class are usage errors. */
export function checkSourceOptions(command: Command, options: SourceOptions): void {
  const { class: name, coup, cdfs, cdfsColumns, fluxMatch, preset, mix } = options;
  if (cdfsColumns && !cdfs) command.error('error: --cdfs-columns needs --cdfs');
  if (coup && name !== 'star') command.error('error: --coup is for --class star: COUP holds stars');
  if (!fluxMatch && name !== 'star') command.error('error: --no-flux-match is for --class star');
  if (!fluxMatch && cdfs) command.error('error: with --no-flux-match stars take no fluxes from --cdfs');
  for (const [option, value] of Object.entries({ preset, mix }))
    if (value && name !== 'agn') command.error(`error: --${option} is for --class agn`);
}

/** The population given on the command line; the rows that a catalogue's filters remove are reported on stderr. */
export function chosenPopulation(options: SourceOptions): Population {
  const { class: name, coup, cdfs, cdfsColumns, fluxMatch, preset, mix } = options;
  const stars = coup === undefined ? undefined : filterCoup(readCoup(coup));
  const agn = cdfs === undefined ? undefined : filterCdfs(readCdfs(cdfs, { columns: cdfsColumns }));
  if (stars) note(`${coup}: the rows that stars are drawn from\n${stepTable(stars.steps)}`);
  if (agn) note(`${cdfs}: the rows that ${name === 'agn' ? 'AGN' : 'fluxes'} are drawn from\n${stepTable(agn.steps)}`);
  const rows = { coup: stars?.rows, cdfs: agn?.rows };
  return population(name, name === 'star' ? { ...rows, fluxMatch } : { ...rows, preset, mix });
}

/** A table of what each filter of a catalogue removed, beside the paper's number. */
export function stepTable(steps: readonly FilterStep[]): string {
  const rows = steps.map(({ filter, removed, left, paper }) => [filter, removed, left, paper ?? '']);
  return formatTable(['filter', 'removed', 'left', 'Hebbar & Heinke 2023'], rows).trimEnd();
}
