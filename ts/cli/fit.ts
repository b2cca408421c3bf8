import { basename } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { type FitOptions, type FitResult, fitModel } from '../fit/index.js';
import { loadSpectrum, model } from '../index.js';
import { atomicWrite, plotFit, savePicture } from '../report/index.js';
import { lowestEnergyOption, note, numberOption, responseOptions, runAction, strictOption, warn } from './context.js';
import { checkOutput } from './output.js';
import { formatTable } from './table.js';

interface FitCommandOptions {
  model: string;
  rmf?: string;
  arf?: string;
  background?: string;
  row?: number;
  lowestEnergy?: number;
  strict?: boolean;
  band?: readonly [number, number];
  statistic?: 'cstat' | 'wstat';
  grouping?: 'auto' | 'file' | 'none';
  start?: Values;
  freeze?: Values;
  thaw?: Values;
  tie?: Values;
  abundances?: FitOptions['abundances'];
  out?: string;
  plot?: string;
  json?: boolean;
}

/** Names with what was written behind an equals sign, if anything. */
type Values = ReadonlyMap<string, string | undefined>;

const help = `
Components, parameters, units and normalisations are XSPEC's: xsift model --list
lists them. Free are the parameters that XSPEC fits by default. Names are as in
the table: kT, or 2.kT (of the second component) where several have one. The
files are those of RESPFILE, ANCRFILE and BACKFILE, unless options name others.

Statistics, both for Poisson counts as they are, without grouping:
  wstat  the background's counts are part of the likelihood
  cstat  the background is smoothed and taken as known: the default while its
         noise is below 2 % of that of the counts

The table has value and error (one standard deviation, by the curvature of the
statistic). Flags:
  at-limit      the value is at a limit of the parameter: no error
  near-limit    the error reaches beyond a limit: not that of a normal
                distribution
  undetermined  the spectrum says nothing of this parameter: no error

The statistic is shown beside what it is for spectra of the fitted model. More
than 3 standard deviations above that, the model does not describe the spectrum.

Examples:
  xsift fit s.pi --model 'tbabs*powerlaw' --band 0.5-7 --plot fit.png
  xsift fit s.pi --model 'tbabs*(apec+apec)' --freeze nH=0.01 --thaw 2.Abundanc
  xsift fit s.pha --rmf s.rmf --arf s.arf --background none \\
    --model 'tbabs*bbody' --start kT=0.2,nH=0.1 --statistic cstat --json`;

export function fitCommand(program: Command): void {
  const command = program
    .command('fit')
    .summary('fit a spectral model to an observed spectrum')
    .description(
      'Fit a spectral model to an observed spectrum by the C or W statistic: values, errors, fluxes, goodness.',
    )
    .argument('<pha>', 'an OGIP PHA file, gzip or not')
    .requiredOption('--model <expression>', "a model, e.g. 'tbabs*powerlaw'; values in it are where the fit begins");
  responseOptions(command, { required: false })
    .option('--background <file>', 'the background, in place of BACKFILE; none: do without')
    .option(
      '--row <n>',
      'which spectrum of a type II file, from 1',
      numberOption({ integer: true, min: 1, max: 2 ** 31 }),
    )
    .option('--band <from-to>', 'channels to fit, keV (default: 0.3-8)', bandOption)
    .option('--statistic <name>', 'cstat or wstat (default: see below)', statisticOption)
    .option('--grouping <how>', 'auto, file (the GROUPING of the file) or none (default: auto)', groupingOption)
    .option('--start <name=value>', 'values to begin with, such as nH=0.1,PhoIndex=2; may be repeated', named('number'))
    .option(
      '--freeze <name[=value]>',
      'parameters to keep, at a value if one is given; may be repeated',
      named('number or nothing'),
    )
    .option('--thaw <name>', 'parameters to fit that XSPEC keeps, such as Abundanc; may be repeated', named('nothing'))
    .option(
      '--tie <name=other>',
      'parameters that have the value of another: 3.kT=2.kT; may be repeated',
      named('name'),
    )
    .option('--abundances <table>', "XSPEC's name of the abundances: wilm, angr, ... (default: wilm)");
  strictOption(lowestEnergyOption(command))
    .option('--out <file>', 'the result to write (default: stdout)')
    .option('--plot <file>', 'draw data, model and residuals: .png or .svg (other names get both)')
    .option('--json', 'all numbers as JSON instead of a table')
    .addHelpText('after', help)
    .action((file: string, options: FitCommandOptions) => runAction((signal) => fitFile(file, options, signal)));
}

async function fitFile(file: string, options: FitCommandOptions, signal: AbortSignal): Promise<void> {
  const { rmf, arf, background, row, out, plot, json } = options;
  const inputs = [file, rmf, arf, background];
  if (out) checkOutput(out, json ? 'JSON' : 'text', inputs);
  if (plot?.endsWith('.svg')) checkOutput(plot, 'text', inputs);
  const source = model(options.model);
  const loaded = loadSpectrum(file, { rmf, arf, background, row });
  const result = await fitModel(loaded, source, { ...fitOptions(options), signal });
  if (loaded.rmf && !loaded.arf && !loaded.rmf.includesArea)
    warn(`no ARF is known for ${file}, and ${loaded.rmf.file} holds no area: an area of 1 cm2 is assumed; give --arf`);
  for (const warning of result.warnings) warn(warning);
  if (!result.isConverged) warn('the fit has not converged: start from other values (--start), or freeze a parameter');
  if (plot) savePicture(plot, await plotFit(result, { title: `${basename(file)}: ${source.expression}` }));
  const words = json ? `${JSON.stringify(jsonOf(file, result), null, 2)}\n` : fitTable(file, result);
  if (out) atomicWrite(out, words);
  else process.stdout.write(words);
  if (plot) note(`${plot}: data, model and residuals`);
}

function fitOptions(options: FitCommandOptions): FitOptions {
  const { band, statistic, grouping, abundances, lowestEnergy, strict, start, freeze, thaw, tie } = options;
  const given = { ...record(start), ...record(freeze) };
  return {
    ...{ band, statistic, grouping, abundances, lowestEnergy, strict },
    start: Object.fromEntries(Object.entries(given).map(([name, value]) => [name, Number(value)])),
    freeze: [...(freeze?.keys() ?? [])],
    thaw: [...(thaw?.keys() ?? [])],
    tie: record(tie),
  };
}

const record = (named: Values = new Map()): Record<string, string> =>
  Object.fromEntries([...named].filter((pair): pair is [string, string] => pair[1] !== undefined));

/** The result as text: parameters, statistic, fluxes. */
export function fitTable(file: string, result: FitResult): string {
  const { parameters, statistic, statisticValue, expectedStatistic, goodness, bins, degreesOfFreedom, totals } = result;
  const state = ({ isFree, tiedTo, flags }: FitResult['parameters'][number]) =>
    tiedTo ? `= ${tiedTo}` : isFree ? flags.join(' ') : 'frozen';
  const { expectation, variance } = expectedStatistic;
  const background = totals.background > 0 ? `, ${short(totals.background)} of the background` : '';
  return [
    `${file}: ${result.expression}\n`,
    formatTable(
      ['COMPONENT', 'PARAMETER', 'VALUE', 'ERROR', 'UNIT', ''],
      parameters.map((parameter) => {
        const { component, name, value, error, unit } = parameter;
        return [component, name, short(value), Number.isNaN(error) ? '-' : short(error), unit, state(parameter)];
      }),
    ),
    `${statistic}  ${statisticValue.toFixed(2)} for ${bins} bins, ${degreesOfFreedom} degrees of freedom`,
    `expected  ${expectation.toFixed(2)} +- ${Math.sqrt(variance).toFixed(2)} for fits to spectra of this model: this is ${goodness.toFixed(1)} standard deviations off`,
    `counts  ${totals.counts}${background}, ${short(totals.model)} of the model\n`,
    formatTable(
      ['FLUX', 'erg/cm2/s', 'ERROR', 'UNABSORBED', 'ERROR'],
      result.fluxes.map(({ band, flux, error, unabsorbedFlux, unabsorbedError }) => [
        `${band[0]}-${band[1]} keV`,
        ...[flux, error, unabsorbedFlux, unabsorbedError].map((value) => (Number.isNaN(value) ? '-' : short(value))),
      ]),
    ),
  ].join('\n');
}

/** Errors have two or three digits that mean something; four are enough. */
const short = (value: number): string => {
  const rounded = Number(value.toPrecision(4));
  return rounded !== 0 && Math.abs(rounded) < 1e-3 ? rounded.toExponential() : String(rounded);
};

/** All but the channels, which are the plot's; NaN is null. */
function jsonOf(file: string, { channels: _, covariance, ...result }: FitResult) {
  return { file, ...result, covariance: Array.from(covariance) };
}

/** What stands behind the name of a parameter in an option. */
type Behind = 'number' | 'number or nothing' | 'name' | 'nothing';
const forms: Record<Behind, string> = {
  number: 'NAME=NUMBER',
  'number or nothing': 'NAME or NAME=NUMBER',
  name: 'NAME=NAME',
  nothing: 'NAME',
};

/** A parser for commander: names with what stands behind them, between commas. */
const named =
  (behind: Behind) =>
  (argument: string, previous: Values = new Map()): Values => {
    const pairs = argument.split(',').map((pair): [string, string | undefined] => {
      const [name, value, ...more] = pair.split('=').map((word) => word.trim());
      const isNumber = value !== undefined && value !== '' && Number.isFinite(Number(value));
      const isFine = {
        number: isNumber,
        'number or nothing': isNumber || value === undefined,
        name: Boolean(value),
        nothing: value === undefined,
      }[behind];
      if (name && isFine && more.length === 0) return [name, value];
      throw new InvalidArgumentError(`'${pair}' is not ${forms[behind]}.`);
    });
    return new Map([...previous, ...pairs]);
  };

const choice =
  <const Name extends string>(...names: Name[]) =>
  (argument: string): Name => {
    const name = names.find((candidate) => candidate === argument);
    if (name) return name;
    throw new InvalidArgumentError(`It must be ${names.join(' or ')}.`);
  };
const statisticOption = choice('cstat', 'wstat');
const groupingOption = choice('auto', 'file', 'none');

function bandOption(argument: string): [number, number] {
  const [from, to] = /^([\d.]+)-([\d.]+)$/.exec(argument.trim())?.slice(1).map(Number) ?? [NaN, NaN];
  if (from >= 0 && from < to) return [from, to];
  throw new InvalidArgumentError('It must be two energies in keV, such as 0.5-8.');
}
