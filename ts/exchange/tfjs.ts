// An exported classifier as a graph model of TensorFlow.js: model.json and the weights beside it (the format of tensorflowjs_converter;
// tf.loadGraphModel reads it). A layers model has no layers that divide and take logarithms; a graph has.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { atomicWrite, FileError, ParameterError, packageVersion, systemReason } from '../base/index.js';
import { Classifier } from '../network/index.js';
import { type Graph, type GraphNode, graphOf, type Operand } from './graph.js';
import { descriptionOf, metadataOf } from './metadata.js';

type Attribute = Record<string, unknown>;

interface TfjsNode {
  name: string;
  op: string;
  input?: string[];
  attr: Record<string, Attribute>;
}

/** A weight of a network of TensorFlow.js. */
export interface TfjsWeight {
  name: string;
  shape: number[];
  dtype: 'float32' | 'int32';
}

/** A network in the format of TensorFlow.js. */
export interface TfjsModel {
  /** The content of `model.json`. */
  readonly modelJson: {
    readonly format: 'graph-model';
    readonly generatedBy: string;
    readonly convertedBy: string;
    readonly signature: object;
    readonly modelTopology: { readonly node: readonly object[]; readonly versions: object };
    readonly weightsManifest: readonly { readonly paths: readonly string[]; readonly weights: readonly TfjsWeight[] }[];
    readonly userDefinedMetadata: Readonly<Record<string, string>>;
  };
  /** The content of `weights.bin`, which it names. */
  readonly weights: Uint8Array;
}

const weightsName = 'weights.bin';
const floatType = { type: 'DT_FLOAT' };
const integerType = { type: 'DT_INT32' };

const operatorNames = {
  ...{ add: 'AddV2', subtract: 'Sub', multiply: 'Mul', divide: 'RealDiv', maximum: 'Maximum', greater: 'Greater' },
  ...{ where: 'SelectV2', sqrt: 'Sqrt', abs: 'Abs', sign: 'Sign', log1p: 'Log1p', log10: 'Log' },
  ...{ relu: 'Relu', tanh: 'Tanh', softmax: 'Softmax' },
};

class TfjsGraph {
  readonly nodes: TfjsNode[] = [];
  readonly weights: TfjsWeight[] = [];
  readonly bytes: Uint8Array[] = [];
  private readonly known = new Set<string>();

  node(op: string, input: string[], name: string, attr: Record<string, Attribute> = {}): string {
    this.nodes.push({ name, op, input, attr: { T: floatType, ...attr } });
    return name;
  }

  constant(name: string, shape: number[], numbers: Float32Array | Int32Array): string {
    if (this.known.has(name)) return name;
    this.known.add(name);
    const isFloat = numbers instanceof Float32Array;
    const dim = shape.map((size) => ({ size: String(size) }));
    this.nodes.push({
      name,
      op: 'Const',
      attr: {
        dtype: isFloat ? floatType : integerType,
        value: { tensor: { dtype: isFloat ? 'DT_FLOAT' : 'DT_INT32', tensorShape: { dim } } },
      },
    });
    this.weights.push({ name, shape, dtype: isFloat ? 'float32' : 'int32' });
    this.bytes.push(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
    return name;
  }

  floats(name: string, shape: number[], numbers: ArrayLike<number>): string {
    return this.constant(name, shape, Float32Array.from(numbers));
  }

  integers(name: string, shape: number[], numbers: readonly number[]): string {
    return this.constant(name, shape, Int32Array.from(numbers));
  }

  operand(value: Operand): string {
    return typeof value === 'string' ? value : this.floats(`constant_${value}`, [], [value]);
  }
}

function addNode(out: TfjsGraph, node: GraphNode): void {
  const { name, op } = node;
  const from = node.from.map((operand) => out.operand(operand));
  const [x] = from;
  if (op === 'sum') out.node('Sum', [x, out.integers('axis_1', [1], [1])], name, { keep_dims: { b: true } });
  else if (op === 'log10') {
    out.node('Log', [x], `${name}_e`);
    out.node('Mul', [`${name}_e`, out.operand(Math.LOG10E)], name);
  } else if (op === 'group') addGroups(out, node, x);
  else if (op === 'concatenate')
    out.node('ConcatV2', [...from, out.integers('axis', [], [1])], name, { N: { i: String(from.length) } });
  else if (op === 'standardise') {
    const { mean, deviation, width } = node;
    out.node('Sub', [x, out.floats('mean', [width], mean)], `${name}_shifted`);
    out.node('RealDiv', [`${name}_shifted`, out.floats('deviation', [width], deviation)], name);
  } else if (op === 'dense') addDense(out, node, x);
  else out.node(operatorNames[op], from, name);
}

function addGroups(out: TfjsGraph, node: GraphNode & { op: 'group' }, x: string): void {
  const { name, size, channels, width } = node;
  const lacking = width * size - channels;
  const padded =
    lacking === 0
      ? x
      : out.node('Pad', [x, out.integers(`paddings_${lacking}`, [2, 2], [0, 0, 0, lacking])], `${name}_padded`);
  out.node('Reshape', [padded, out.integers('group_shape', [3], [-1, width, size])], `${name}_reshaped`);
  out.node('Sum', [`${name}_reshaped`, out.integers('axis_2', [1], [2])], name, { keep_dims: { b: false } });
}

function addDense(out: TfjsGraph, node: GraphNode & { op: 'dense' }, x: string): void {
  const { name, inputs, width, kernel, bias, activation } = node;
  const isBare = activation === 'linear';
  const attr = { transpose_a: { b: false }, transpose_b: { b: false } };
  out.node('MatMul', [x, out.floats(`${name}_kernel`, [inputs, width], kernel)], `${name}_products`, attr);
  const bare = isBare ? name : `${name}_sums`;
  out.node('AddV2', [`${name}_products`, out.floats(`${name}_bias`, [width], bias)], bare);
  if (!isBare) out.node(operatorNames[activation], [bare], name);
}

const tensorInfo = (name: string, width: number) => ({
  name: `${name}:0`,
  dtype: 'DT_FLOAT',
  tensorShape: { dim: [{ size: '-1' }, { size: String(width) }] },
});

function tfjsGraph(graph: Graph): TfjsGraph {
  const out = new TfjsGraph();
  for (const { name, width } of graph.inputs)
    out.nodes.push({
      name,
      op: 'Placeholder',
      attr: { dtype: floatType, shape: { shape: { dim: [{ size: '-1' }, { size: String(width) }] } } },
    });
  for (const node of graph.nodes) addNode(out, node);
  return out;
}

/**
 * A classifier as a graph model of TensorFlow.js, for `tf.loadGraphModel`. It takes raw counts and holds all that is done with them, in
 * single precision as everything in TensorFlow.js.
 *
 * Inputs and output are those of {@link exportOnnx}, all float32: `model.predict({ counts, ... })`. `userDefinedMetadata` names classes,
 * channels, energies, version and checksum.
 *
 * @throws ParameterError if it is no classifier.
 */
export function exportTfjs(classifier: Classifier): TfjsModel {
  if (!(classifier instanceof Classifier))
    throw new ParameterError('classifier', 'classifier is none; one is needed (Classifier.load)');
  const graph = graphOf(classifier);
  const { nodes, weights, bytes } = tfjsGraph(graph);
  const { output, inputs, classes } = graph;
  return {
    modelJson: {
      format: 'graph-model',
      generatedBy: descriptionOf(classifier),
      convertedBy: `xsift ${packageVersion}`,
      signature: {
        inputs: Object.fromEntries(inputs.map(({ name, width }) => [name, tensorInfo(name, width)])),
        outputs: { [output]: tensorInfo(output, classes) },
      },
      modelTopology: { node: nodes, versions: { producer: 1 } },
      weightsManifest: [{ paths: [weightsName], weights }],
      userDefinedMetadata: metadataOf(classifier, graph),
    },
    weights: Buffer.concat(bytes),
  };
}

/** Writes `weights.bin` and `model.json` into a folder, which is made if need be. @throws FileError if they cannot be written. */
export function writeTfjs(folder: string, { modelJson, weights }: TfjsModel): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new FileError(folder, `cannot be made: ${systemReason(cause)}`, { cause });
  }
  atomicWrite(join(folder, weightsName), weights);
  atomicWrite(join(folder, 'model.json'), JSON.stringify(modelJson));
}
