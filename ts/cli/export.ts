import { type Command, Option } from 'commander';
import { atomicWrite, exportKeras, exportOnnx, exportTfjs, writeTfjs } from '../exchange/index.js';
import type { Classifier } from '../index.js';
import { classifierNamed, classifierWords } from './classifierNamed.js';
import { note, runAction } from './context.js';
import { checkFolder, checkOutput } from './output.js';

type Format = 'onnx' | 'tfjs' | 'keras';

const help = `
The network takes raw counts; all that xsift does with them before (background,
scale, groups, further inputs, standardisation) is in the file. A row of each
input belongs to a spectrum; those that the classifier does not need are not
there:
  counts, background_counts      of the classifier's channels, in their order
  background_scale               factor on background counts (1 column)
  exposure                       s (1 column)
  response_descriptor            responseDescriptor of the response
and the output is probabilities, a column for each class. docs/model-format.md
has examples of use, and what xsift does besides (bad channels, flags).

--format onnx    one .onnx file, for ONNX Runtime and the like
         tfjs    a folder of model.json and weights.bin, for tf.loadGraphModel
         keras   one .keras file, for keras.saving.load_model of Keras 3; needs
                 the package h5wasm (npm install h5wasm)

Examples:
  xsift export star-agn --format onnx --out star-agn.onnx
  xsift export model.safetensors --format tfjs --out served`;

/** Adds `xsift export MODEL` to the program. */
export function exportCommand(program: Command): void {
  program
    .command('export')
    .summary('a classifier as ONNX, TensorFlow.js or Keras')
    .description('Write a classifier in the format of another runtime.')
    .argument('<model>', classifierWords)
    .addOption(new Option('--format <name>', 'what to write').choices(['onnx', 'tfjs', 'keras']).makeOptionMandatory())
    .requiredOption('--out <path>', 'the file to write; for tfjs a folder')
    .addHelpText('after', help)
    .action((model: string, { format, out }: { format: Format; out: string }) =>
      runAction(() => exportTo(classifierNamed(model), model, format, out)),
    );
}

async function exportTo(classifier: Classifier, model: string, format: Format, out: string): Promise<void> {
  if (format === 'tfjs') {
    const isResult = (name: string) => name === 'model.json' || name === 'weights.bin';
    checkFolder(out, 'export', isResult, { name: 'model.json', kind: 'text' });
    writeTfjs(out, exportTfjs(classifier));
  } else {
    checkOutput(out, format === 'onnx' ? 'ONNX' : 'a zip file', [model]);
    const bytes = await (format === 'onnx' ? exportOnnx(classifier) : exportKeras(classifier));
    atomicWrite(out, bytes);
  }
  const { sizes } = classifier.model.network;
  note(`${out}: ${format} of ${model} (${sizes.join('-')}, ${classifier.classes.join(', ')})`);
}
