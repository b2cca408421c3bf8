import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  bindToResponse,
  type ComponentDefinition,
  createResponse,
  model,
  modelComponents,
  ParameterError,
} from '../index.js';
import { readRmf } from '../ogip/index.js';
import { csvTable, plotModel, savePicture } from '../report/index.js';
import { limitsOption, lowestEnergyOption, note, runAction, strictOption, warn, warnAbout } from './context.js';
import { abundanceOptions, type ModelTableOptions } from './modelTables.js';
import { checkOutput } from './output.js';
import { formatPairs, formatTable } from './table.js';

interface Energies {
  energLo: Float64Array;
  energHi: Float64Array;
}

interface ModelOptions extends ModelTableOptions {
  energies: Energies;
  rmf?: string;
  lowestEnergy?: number;
  strict?: boolean;
  fineStructure: boolean;
  json?: boolean;
  plot?: string;
  list?: boolean;
  limits: boolean;
  help?: string | true;
}

const examples = `
Examples:
  xsift model 'tbabs(0.1)*powerlaw(1.7, 1e-4)' --energies 0.3:8:0.01
  xsift model 'tbabs*(apec + apec)' --rmf s.rmf --abund angr --plot model.png
  xsift model 'tbabs(0.1)*atable{nsa.fits}(6.1)' --rmf s.rmf
  xsift model --help tbabs
  xsift model --help 'atable{nsa.fits}'`;

/** Adds `xsift model EXPRESSION` to the program. */
export function modelCommand(program: Command): void {
  const command = program
    .command('model')
    .summary('a spectral model in numbers or as a plot; what the components are')
    .description(
      'Evaluate a spectral model in XSPEC notation: energy bins and photons/cm2/s in each, as CSV on stdout.',
    )
    .argument('[expression]', "a model with its parameters, e.g. 'tbabs(0.1)*powerlaw(1.7, 1e-4)'")
    .addOption(
      new Option('--energies <low:high:step>', 'energy bins, keV')
        .argParser(parseEnergies)
        .default(parseEnergies('0.3:10:0.01'), '0.3:10:0.01'),
    )
    .addOption(new Option('--rmf <file>', 'the energy bins of this RMF instead').conflicts('energies'))
    .option('--no-fine-structure', 'tbabs and ztbabs without the resonances at the O-K, Ne-K and Fe-L edges')
    .addOption(new Option('--json', 'JSON instead of CSV').conflicts('plot'))
    .option('--plot <file>', 'draw it instead: a file that ends in .png or .svg')
    .option('--list', 'list the components')
    // An own --help option, because commander's takes no argument.
    .helpOption(false)
    .option(
      '-h, --help [component]',
      'explain the command, or a component (for a table with its file): parameters, units, limits, reference',
    )
    .addHelpText('after', examples);
  limitsOption(abundanceOptions(strictOption(lowestEnergyOption(command))));
  command.action((expression: string | undefined, options: ModelOptions) => {
    if (options.help === true) command.help();
    if (options.plot !== undefined && !/\.(png|svg)$/.test(options.plot))
      command.error(`error: --plot ${options.plot}: the name must end in .png or .svg`);
    if (expression === undefined && !options.list && options.help === undefined)
      command.error("error: give an expression such as 'tbabs*powerlaw', or --list, or --help COMPONENT");
    return runAction(async () => {
      if (typeof options.help === 'string') process.stdout.write(describeComponent(options.help));
      else if (options.list) process.stdout.write(listComponents());
      else await showModel(expression as string, options);
    });
  });
}

/** Bins of `step` from `low`; the last one ends at `high` and may be narrower. */
function parseEnergies(argument: string): Energies {
  const [low, high, step, ...surplus] = argument
    .split(':')
    .map((number) => (number.trim() === '' ? NaN : Number(number)));
  if (surplus.length > 0 || !(low > 0 && high > low && high < Infinity && step > 0))
    throw new InvalidArgumentError('It must be LOW:HIGH:STEP in keV, as 0.3:8:0.01, with 0 < LOW < HIGH and 0 < STEP.');
  const bins = Math.max(1, Math.ceil((high - low) / step - 1e-6));
  if (bins > 1_000_000) throw new InvalidArgumentError(`It has ${bins} bins; 1,000,000 are the most.`);
  // Rounded, so that an edge is 0.37, not 0.36999999999999994.
  const edge = (i: number) => (i === bins ? high : Number((low + i * step).toPrecision(12)));
  const edges = (from: number) => Float64Array.from({ length: bins }, (_, i) => edge(i + from));
  return { energLo: edges(0), energHi: edges(1) };
}

async function showModel(expression: string, options: ModelOptions): Promise<void> {
  const { rmf, abund, xsect, fineStructure, plot } = options;
  if (plot !== undefined) checkOutput(plot, 'text', [rmf]);
  const spectral = model(expression, { limits: options.limits });
  const tables = { abundances: abund, fineStructure };
  const response = rmf === undefined ? undefined : createResponse(readRmf(rmf), undefined, options);
  if (response) warnAbout(response.warnings);
  const { energLo, energHi } = response ?? options.energies;
  const bound = response ? bindToResponse(spectral, response, tables) : spectral.bind(energLo, energHi, tables);
  for (const warning of bound.warnings) warn(warning);
  const flux = bound.evaluate();
  if (plot !== undefined) {
    savePicture(plot, await plotModel([{ name: expression, flux }], { energLo, energHi }));
    note(`${plot}: ${energLo.length} bins, ${energLo[0]} to ${energHi[energHi.length - 1]} keV`);
  } else if (options.json) {
    const parameters = spectral.parameters.map(({ component, name, unit }, k) => ({
      ...{ component, name, unit },
      value: spectral.values[k],
    }));
    const units = { energLo: 'keV', energHi: 'keV', flux: 'photons/cm2/s' };
    const numbers = { energLo: [...energLo], energHi: [...energHi], flux: [...flux] };
    process.stdout.write(
      `${JSON.stringify({ expression, ...tables, crossSections: xsect, parameters, units, ...numbers })}\n`,
    );
  } else {
    const rows = Array.from(flux, (photons, i) => [energLo[i], energHi[i], photons]);
    process.stdout.write(csvTable(['ENERG_LO', 'ENERG_HI', 'FLUX'], rows));
  }
}

const listComponents = (): string =>
  formatTable(
    ['component', 'kind', 'what it is'],
    modelComponents.map(({ name, kind, description }) => [name, kind, description]),
  );

/** The definition of a component, of a table with the parameters of its file: `atable{FILE}`. */
function definitionOf(text: string): ComponentDefinition | undefined {
  const [, name, file] = /^(\w+)\s*(\{.*\})?$/.exec(text.trim()) ?? [];
  const component = modelComponents.find((entry) => entry.name === name?.toLowerCase());
  if (!component || !file) return file ? undefined : component;
  if (component.needs !== 'table') return undefined;
  const expression = `${component.name}${file}`;
  const whole = model(component.kind === 'additive' ? expression : `${expression}*powerlaw`);
  return { ...component, parameters: whole.parameters.filter((p) => p.component === component.name) };
}

function describeComponent(name: string): string {
  const component = definitionOf(name);
  if (!component) {
    const known = modelComponents.map((entry) => entry.name).join(', ');
    throw new ParameterError('component', `there is no component '${name}'; there are ${known}`);
  }
  const { kind, description, parameters, reference } = component;
  const rows = parameters.map((p) => [p.name, p.unit, p.value, p.min, p.max]);
  const table = formatTable(['parameter', 'unit', 'default', 'least', 'most'], rows);
  const title = `${component.name}: ${description}`;
  return `${formatPairs(title, [
    ['kind', kind],
    ['reference', reference],
  ])}\n${table}`;
}
