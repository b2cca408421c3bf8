import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { importNetwork, writeModelCard } from '../exchange/index.js';
import { type Band, createResponse, type EmbeddedName, embeddedNames, embeddedResponse, FileError } from '../index.js';
import { readArf, readRmf } from '../ogip/index.js';
import { lowestEnergyOption, note, numberOption, runAction, strictOption, warnAbout } from './context.js';
import { type InputOptions, inputHelp, inputOptions } from './inputOptions.js';
import { checkOutput } from './output.js';

interface ImportCommandOptions extends InputOptions {
  out: string;
  rmf: string;
  arf?: string;
  classes: string[];
  band: Band;
  moments?: string;
  minimumNetCounts: number;
  background: boolean;
  lowestEnergy?: number;
  strict?: boolean;
}

const help = `
The network is a chain of Dense layers with one activation (relu, tanh or
linear), and at its end softmax, or one sigmoid for two classes; Normalization
or Rescaling may be before them. Dropout and noise are left out. Its file is
model.json of TensorFlow.js (a layers model), or a .keras file of Keras 3, which
needs the package h5wasm (npm install h5wasm).

What the network's file does not say is to be said here, as it was in its
training: the response, the band, the classes in the order of the outputs, and
how counts became inputs.
${inputHelp}--moments takes the mean and standard deviation of each input, where these were
standardised outside the network: a JSON file with the lists mean and deviation.

Example:
  xsift import served/model.json --rmf s.rmf --group 4 --out served.safetensors`;

/** Adds `xsift import NETWORK` to the program. */
export function importCommand(program: Command): void {
  const command = program
    .command('import')
    .summary('a dense network of TensorFlow.js or Keras as a classifier')
    .description('Make a model file of a dense network that was trained elsewhere.')
    .argument('<network>', 'model.json of TensorFlow.js, or a .keras file')
    .requiredOption('--out <file>', 'the model file to write (safetensors); its card goes beside it')
    .requiredOption('--rmf <file>', `redistribution matrix of the training, or ${embeddedNames.join(' or ')}`)
    .option('--arf <file>', "effective area (FITS, gzip or not), on the RMF's energy grid")
    .option('--classes <names>', 'classes in the order of the outputs', (names) => names.split(','), ['star', 'agn'])
    .option('--band <from,to>', 'the channels with their centre in it are inputs, keV', bandOf, [0.3, 8])
    .option('--moments <file>', 'mean and deviation of the inputs (see below)')
    .option(
      '--minimum-net-counts <n>',
      'net counts of the training spectra: with as many or fewer, a spectrum is flagged',
      numberOption({ min: 0 }),
      0,
    )
    .option('--no-background', 'the training spectra had no background');
  strictOption(lowestEnergyOption(inputOptions(command)))
    .addHelpText('after', help)
    .action((network: string, options: ImportCommandOptions) => runAction(() => importTo(network, options)));
}

function bandOf(argument: string): Band {
  const [from, to, ...surplus] = argument.split(',').map(Number);
  if (!(from >= 0 && to > from) || surplus.length > 0)
    throw new InvalidArgumentError('It must be FROM,TO in keV, as 0.3,8, with 0 <= FROM < TO.');
  return [from, to];
}

async function importTo(network: string, options: ImportCommandOptions): Promise<void> {
  const { out, rmf, arf, input, group, extra, moments, classes, band, minimumNetCounts, background } = options;
  checkOutput(out, 'a classifier', [network, rmf, arf, moments]);
  const response = responseOf(rmf, arf, options);
  const classifier = await importNetwork(network, {
    ...{ response, classes, band, minimumNetCounts, background, input: { ...input, group, extra } },
    ...(moments !== undefined && momentsIn(moments)),
  });
  classifier.save(out);
  writeModelCard(out, classifier);
  const { sizes, activation } = classifier.model.network;
  note(`${out}: ${sizes.join('-')}, ${activation}, of ${network}; ${classes.join(', ')}`);
}

function responseOf(rmf: string, arf: string | undefined, options: ImportCommandOptions) {
  if ((embeddedNames as readonly string[]).includes(rmf)) return embeddedResponse(rmf as EmbeddedName);
  const response = createResponse(readRmf(rmf), arf === undefined ? undefined : readArf(arf), options);
  warnAbout(response.warnings);
  return response;
}

function momentsIn(file: string): { mean: number[]; deviation: number[] } {
  const isList = (list: unknown): list is number[] => Array.isArray(list) && list.every((x) => typeof x === 'number');
  try {
    const { mean, deviation } = JSON.parse(readFileSync(file, 'utf8'));
    if (isList(mean) && isList(deviation)) return { mean, deviation };
  } catch (cause) {
    throw new FileError(file, `cannot be read as JSON: ${(cause as Error).message}`, { cause });
  }
  throw new FileError(file, 'must be JSON with two lists of numbers, mean and deviation');
}
