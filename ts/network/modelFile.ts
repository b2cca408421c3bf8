import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import {
  atomicWrite,
  FileError,
  oneOf,
  packageVersion,
  parseFile,
  sha256,
  systemReason,
  whole,
} from '../base/index.js';
import {
  type ClassifierModel,
  checkedModels,
  checkFit,
  modelFields,
  modelSchema,
  networkFields,
} from './classifierModel.js';
import { headerOf, type Tensor, tensorsOf, writeSafetensors } from './safetensors.js';

/** Version of the format; docs/model-format.md describes it. Files of other versions cannot be read. */
const formatVersion = 1;
const formatName = 'xsift classifier';

/** Arrays of numbers of the inputs, which are tensors of their own. */
const arrayNames = ['eMin', 'eMax', 'mean', 'deviation'] as const;

const { input: _, ...otherFields } = modelFields(() => v.any());
const { eMin: __, eMax: ___, mean: ____, deviation: _____, channels: ______, ...inputFields } = _.entries;
/** What the header says of the classifier. Its channels follow each other, so that the first is enough. */
const headSchema = v.strictObject({
  ...otherFields,
  network: v.strictObject({ ...networkFields, output: oneOf(['softmax']) }),
  input: v.strictObject({ ...inputFields, firstChannel: whole() }),
});

/** What stands for the digits of the checksum while it is computed. */
const noDigits = '0'.repeat(64);

/** The SHA-256 of a file's bytes with zeros in place of its own digits. */
function digestOf(bytes: Buffer, digits: string): string {
  const at = bytes.indexOf(digits);
  if (at < 0) return '';
  return sha256()
    .update(bytes.subarray(0, at))
    .update(noDigits)
    .update(bytes.subarray(at + noDigits.length))
    .digest('hex');
}

function headOf({ version, classes, input, network, training, provenance }: ClassifierModel) {
  const { convention, channels, extraInputs } = input;
  const { sizes, activation } = network;
  return {
    version,
    classes,
    network: { sizes, activation, output: 'softmax' },
    input: { convention, firstChannel: channels[0], ...(extraInputs && { extraInputs }) },
    training,
    provenance,
  };
}

/** The tensors of a model by name: `network.0.kernel` [inputs, nodes] and `network.0.bias` [nodes] of each layer, arrays of the inputs. */
function tensorsOfModel({ input, network }: ClassifierModel): Record<string, Tensor> {
  const tensors: Record<string, Tensor> = {};
  for (const name of arrayNames)
    tensors[`input.${name}`] = { shape: [input[name].length], numbers: Float64Array.from(input[name]) };
  for (const { name, shape, begin, end } of layerTensors(network.sizes))
    tensors[name] = { shape, numbers: Float32Array.from(network.weights.subarray(begin, end)) };
  return tensors;
}

/** The tensors of the layers, and where in the weights their numbers are. */
function layerTensors(sizes: readonly number[]) {
  let at = 0;
  const next = (name: string, ...shape: number[]) => {
    const begin = at;
    at += shape.reduce((product, size) => product * size, 1);
    return { name, shape, begin, end: at };
  };
  return sizes
    .slice(1)
    .flatMap((nodes, layer) => [
      next(`network.${layer}.kernel`, sizes[layer], nodes),
      next(`network.${layer}.bias`, nodes),
    ]);
}

function bytesOf(model: ClassifierModel): { bytes: Buffer; digits: string } {
  const metadata = {
    format: formatName,
    formatVersion: String(formatVersion),
    checksum: `sha256:${noDigits}`,
    classifier: JSON.stringify(headOf(model)),
  };
  const bytes = Buffer.from(writeSafetensors({ metadata, tensors: tensorsOfModel(model) }));
  const digits = digestOf(bytes, noDigits);
  bytes.write(digits, bytes.indexOf(noDigits));
  return { bytes, digits };
}

/** The checksum of the model's file: equal for equal models. */
export const modelChecksum = (model: ClassifierModel): string => `sha256:${bytesOf(model).digits}`;

/** Writes a model file, under a temporary name first. @throws FileError if it cannot be written. */
export function writeModelFile(file: string, model: ClassifierModel): void {
  atomicWrite(file, bytesOf(model).bytes);
}

/**
 * Reads a model file.
 *
 * @throws FileError for a file that is no model file, has another format version or is damaged, and for a field or a number that
 *   is not as it must be, with its path.
 */
export function readModelFile(file: string): ClassifierModel {
  const bytes = read(file);
  const said = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (cause) {
      if (cause instanceof RangeError) throw new FileError(file, `${cause.message}; copy or train it again`, { cause });
      throw new FileError(file, `its parts do not fit each other: ${(cause as Error).message}; train it again`, {
        cause,
      });
    }
  };
  const found = said(() => headerOf(bytes));
  const metadata = metadataOf(file, found?.header);
  const tensors = said(() => tensorsOf(found!.header, bytes.subarray(found!.begin)));
  const digits = /^sha256:([0-9a-f]{64})$/.exec(String(metadata.checksum))?.[1];
  if (digits === undefined || digestOf(bytes, digits) !== digits)
    throw new FileError(
      file,
      'is damaged or was edited: its checksum does not fit its content; copy or train it again',
    );
  const head = parseFile(headSchema, jsonOf(file, metadata.classifier), file);
  const model = said(() => modelOf(head, tensors));
  parseFile(modelSchema, model, file);
  said(() => checkFit(model));
  checkedModels.add(model);
  return model;
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new FileError(file, `cannot be read: ${systemReason(cause)}`, { cause });
  }
}

/** The metadata of a file that is a classifier of this version. */
function metadataOf(file: string, header: Record<string, unknown> | undefined): Record<string, unknown> {
  const metadata = header?.__metadata__ as Record<string, unknown> | undefined;
  if (metadata?.format !== formatName)
    throw new FileError(
      file,
      'is not a classifier; a model file is what xsift train writes (safetensors whose metadata has the format ' +
        `"${formatName}"); xsift import reads networks of TensorFlow.js and Keras`,
    );
  if (metadata.formatVersion !== String(formatVersion))
    throw new FileError(
      file,
      `has format version ${metadata.formatVersion}, this xsift (${packageVersion}) reads ${formatVersion}; use the xsift that ` +
        'wrote it or a later one (npm install xsift@latest), or train again',
    );
  return metadata;
}

function jsonOf(file: string, json: unknown): unknown {
  try {
    return JSON.parse(String(json));
  } catch (cause) {
    throw new FileError(file, `is not a classifier: metadata.classifier is no JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** @throws ParameterError or RangeError for tensors that are not those of the head. */
function modelOf(head: v.InferOutput<typeof headSchema>, tensors: Record<string, Tensor>): ClassifierModel {
  const { sizes, activation } = head.network;
  const { firstChannel, ...input } = head.input;
  const layers = layerTensors(sizes);
  const known = [...arrayNames.map((name) => `input.${name}`), ...layers.map(({ name }) => name)];
  for (const name of known) if (!tensors[name]) throw new RangeError(`has no tensor ${name}`);
  const surplus = Object.keys(tensors).find((name) => !known.includes(name));
  if (surplus !== undefined) throw new RangeError(`has a tensor ${surplus} that no classifier has`);
  const numbersOf = <Kind>(name: string, Type: new (...args: never[]) => Kind, shape?: readonly number[]): Kind => {
    const tensor = tensors[name];
    const isFit = shape === undefined ? tensor.shape.length === 1 : String(tensor.shape) === String(shape);
    if (!(tensor.numbers instanceof Type) || !isFit)
      throw new RangeError(
        `tensor ${name} is ${tensor.numbers.constructor.name} [${tensor.shape.join(', ')}]; ` +
          `${Type.name} [${shape?.join(', ') ?? 'a number for each'}] is needed`,
      );
    return tensor.numbers as Kind;
  };
  const weights = new Float32Array(layers.at(-1)?.end ?? 0);
  for (const { name, shape, begin } of layers) weights.set(numbersOf(name, Float32Array, shape), begin);
  const arrays = Object.fromEntries(
    arrayNames.map((name) => [name, numbersOf(`input.${name}`, Float64Array)]),
  ) as Record<(typeof arrayNames)[number], Float64Array>;
  const channels = Array.from(arrays.eMin, (_, i) => firstChannel + i);
  return {
    ...head,
    input: { ...input, channels, ...arrays },
    network: { sizes, activation, weights },
  } as ClassifierModel;
}
