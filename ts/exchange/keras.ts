// An exported classifier as a .keras file, the format of Keras 3: a zip of config.json (a functional model: inputs, operations of
// keras.ops, Dense and Rescaling layers), metadata.json and model.weights.h5. Not a layer of Python code: Keras then loads it without being
// told to trust anything. Everything is in single precision.
import { ParameterError } from '../base/index.js';
import { Classifier } from '../network/index.js';
import { type Graph, type GraphNode, graphOf, type Operand } from './graph.js';
import { type Hdf5Arrays, writeHdf5 } from './hdf5.js';
import { metadataOf } from './metadata.js';

const operationNames = {
  ...{
    add: 'Add',
    subtract: 'Subtract',
    multiply: 'Multiply',
    divide: 'Divide',
    maximum: 'Maximum',
    greater: 'Greater',
  },
  ...{ where: 'Where', sqrt: 'Sqrt', abs: 'Absolute', sign: 'Sign', log1p: 'Log1p', log10: 'Log10', sum: 'Sum' },
  concatenate: 'Concatenate',
};

const float32 = { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' }, registered_name: null };
/** Zip files hold a date; the same network is the same file. */
const zipDate = new Date(1980, 0, 1);

class KerasGraph {
  readonly layers: object[] = [];
  readonly arrays: Hdf5Arrays = {};
  private dense = 0;
  private readonly shapes = new Map<string, { shape: (number | null)[]; dtype: string }>();

  input(name: string, width: number): void {
    this.shapes.set(name, { shape: [null, width], dtype: 'float32' });
    const config = { batch_shape: [null, width], dtype: 'float32', sparse: false, ragged: false, name };
    this.layers.push({ ...{ module: 'keras.layers', class_name: 'InputLayer', config, name }, inbound_nodes: [] });
  }

  tensor(operand: Operand): unknown {
    if (typeof operand === 'number') return operand;
    return {
      class_name: '__keras_tensor__',
      config: { ...this.shapes.get(operand), keras_history: [operand, 0, 0] },
    };
  }

  operation(kind: string, name: string, args: unknown[], shape: (number | null)[], config: object = {}): string {
    const dtype = kind === 'Greater' ? 'bool' : 'float32';
    const described = { module: 'keras.src.ops.numpy', class_name: kind, registered_name: kind };
    this.layers.push({ ...described, config: { name, ...config }, name, inbound_nodes: [{ args, kwargs: {} }] });
    this.shapes.set(name, { shape, dtype });
    return name;
  }

  layer(kind: string, name: string, from: string, width: number, config: object): string {
    const described = { module: 'keras.layers', class_name: kind, registered_name: null };
    const given = { name, trainable: true, dtype: float32, ...config };
    const build = { build_config: { input_shape: this.shapes.get(from)?.shape } };
    const node = { args: [this.tensor(from)], kwargs: {} };
    this.layers.push({ ...described, config: given, ...build, name, inbound_nodes: [node] });
    this.shapes.set(name, { shape: [null, width], dtype: 'float32' });
    return name;
  }

  /** Keras names groups of weights by the layer's class and a running number. */
  weights(kernel: Float32Array, bias: Float32Array): void {
    const path = `layers/dense${this.dense === 0 ? '' : `_${this.dense}`}/vars`;
    this.dense++;
    this.arrays[`${path}/0`] = { shape: [kernel.length / bias.length, bias.length], numbers: kernel };
    this.arrays[`${path}/1`] = { shape: [bias.length], numbers: bias };
  }
}

function addNode(out: KerasGraph, node: GraphNode): void {
  const { name, op, width } = node;
  const shape = [null, width];
  if (op === 'group') addGroups(out, node);
  else if (op === 'standardise') {
    const { mean, deviation } = node;
    // Not its Normalization, which takes a root of the variance and replaces small ones.
    const shifted = { scale: 1, offset: Array.from(mean, (x) => -x) };
    const divided = { scale: Array.from(deviation, (x) => 1 / x), offset: 0 };
    out.layer('Rescaling', `${name}_shifted`, node.from[0], width, shifted);
    out.layer('Rescaling', name, `${name}_shifted`, width, divided);
  } else if (op === 'dense') {
    const { kernel, bias, activation } = node;
    out.layer('Dense', name, node.from[0], width, { units: width, activation, use_bias: true });
    out.weights(Float32Array.from(kernel), Float32Array.from(bias));
  } else {
    const args = node.from.map((operand) => out.tensor(operand));
    const config = op === 'sum' ? { axis: -1, keepdims: true } : op === 'concatenate' ? { axis: -1 } : {};
    out.operation(operationNames[op], name, op === 'concatenate' ? [args] : args, shape, config);
  }
}

function addGroups(out: KerasGraph, { name, from, size, channels, width }: GraphNode & { op: 'group' }): void {
  const lacking = width * size - channels;
  const padding = {
    pad_width: [
      [0, 0],
      [0, lacking],
    ],
    mode: 'constant',
  };
  const padded =
    lacking === 0
      ? from[0]
      : out.operation('Pad', `${name}_padded`, [out.tensor(from[0])], [null, width * size], padding);
  const grouped = [null, width, size];
  out.operation('Reshape', `${name}_reshaped`, [out.tensor(padded)], grouped, { newshape: [-1, width, size] });
  const sum = { axis: 2, keepdims: false };
  out.operation('Sum', name, [out.tensor(`${name}_reshaped`)], [null, width], sum);
}

function kerasGraph(graph: Graph): KerasGraph {
  const out = new KerasGraph();
  for (const { name, width } of graph.inputs) out.input(name, width);
  for (const node of graph.nodes) addNode(out, node);
  return out;
}

/**
 * A classifier as a Keras 3 model, the content of a `.keras` file, for `keras.saving.load_model`. It takes raw counts and holds all
 * that is done with them, in single precision.
 *
 * Inputs and output are those of {@link exportOnnx}, all float32: `model.predict({"counts": ..., ...})`. `xsift.json` in the zip names
 * classes, channels, energies, version and checksum. It needs the package h5wasm (`npm install h5wasm`).
 *
 * @throws ParameterError if it is no classifier; XsiftError without h5wasm.
 */
export async function exportKeras(classifier: Classifier): Promise<Uint8Array> {
  if (!(classifier instanceof Classifier))
    throw new ParameterError('classifier', 'classifier is none; one is needed (Classifier.load)');
  const graph = graphOf(classifier);
  const { layers, arrays } = kerasGraph(graph);
  const [weights, { zipSync, strToU8 }] = await Promise.all([writeHdf5(arrays), import('./zip.js')]);
  const config = {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    config: {
      name: 'xsift',
      trainable: true,
      layers,
      input_layers: graph.inputs.map(({ name }) => [name, 0, 0]),
      output_layers: [graph.output, 0, 0],
    },
    registered_name: 'Functional',
    build_config: { input_shape: null },
  };
  const json = (value: object) => strToU8(JSON.stringify(value));
  return zipSync(
    {
      'metadata.json': json({ keras_version: '3.0.0' }),
      'config.json': json(config),
      'xsift.json': json(metadataOf(classifier, graph)),
      'model.weights.h5': weights,
    },
    { level: 0, mtime: zipDate },
  );
}
