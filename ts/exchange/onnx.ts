// An exported classifier as ONNX (https://onnx.ai; operators 13, IR version 8, which every runtime since 2022 reads). What is done with
// counts is done in double precision, the network in single precision, as xsift does.
import { ParameterError, packageVersion } from '../base/index.js';
import { Classifier } from '../network/index.js';
import { type Graph, type GraphNode, graphOf, type Operand } from './graph.js';
import { descriptionOf, metadataOf } from './metadata.js';
import type { AttributeProto, ModelProto, NodeProto, TensorProto, ValueInfoProto } from './onnxSchema.js';

const FLOAT = 1;
const INT64 = 7;
const DOUBLE = 11;
const irVersion = 8;
const operators = 13;

/** Inputs of one number are double: a factor rounded to single precision would show in the probabilities of faint sources. */
const typeOfInput = ({ name }: { name: string }) =>
  name === 'background_scale' || name === 'exposure' ? DOUBLE : FLOAT;

const operatorNames = {
  ...{ add: 'Add', subtract: 'Sub', multiply: 'Mul', divide: 'Div', maximum: 'Max', greater: 'Greater' },
  ...{ where: 'Where', sqrt: 'Sqrt', abs: 'Abs', sign: 'Sign', relu: 'Relu', tanh: 'Tanh' },
};

/** Collects nodes and initializers. */
class OnnxGraph {
  readonly nodes: NodeProto[] = [];
  readonly tensors: TensorProto[] = [];
  private readonly known = new Set<string>();

  node(operator: string, input: readonly string[], output: string, attributes: Record<string, number> = {}): string {
    const attribute: AttributeProto[] = Object.entries(attributes).map(([name, i]) => ({ name, i, type: 2 }));
    this.nodes.push({ op_type: operator, input, output: [output], name: output, attribute });
    return output;
  }

  tensor(
    name: string,
    type: number,
    dims: readonly number[],
    numbers: Float32Array | Float64Array | BigInt64Array,
  ): string {
    if (this.known.has(name)) return name;
    this.known.add(name);
    const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
    this.tensors.push({ name, data_type: type, dims, raw_data: bytes });
    return name;
  }

  floats(name: string, dims: readonly number[], numbers: ArrayLike<number>): string {
    return this.tensor(name, FLOAT, dims, Float32Array.from(numbers));
  }

  doubles(name: string, dims: readonly number[], numbers: ArrayLike<number>): string {
    return this.tensor(name, DOUBLE, dims, Float64Array.from(numbers));
  }

  integers(name: string, numbers: readonly number[]): string {
    return this.tensor(name, INT64, [numbers.length], BigInt64Array.from(numbers, BigInt));
  }

  operand(value: Operand): string {
    return typeof value === 'string' ? value : this.doubles(`constant_${value}`, [], [value]);
  }
}

function addNode(out: OnnxGraph, node: GraphNode, renamed: (name: string) => string): void {
  const { name, op } = node;
  const from = node.from.map((operand) => out.operand(typeof operand === 'string' ? renamed(operand) : operand));
  const [x] = from;
  if (op === 'sum') out.node('ReduceSum', [x, out.integers('axis_1', [1])], name, { keepdims: 1 });
  else if (op === 'log10') {
    out.node('Log', [x], `${name}_e`);
    out.node('Mul', [`${name}_e`, out.operand(Math.LOG10E)], name);
  } else if (op === 'log1p') {
    out.node('Add', [x, out.operand(1)], `${name}_above`);
    out.node('Log', [`${name}_above`], name);
  } else if (op === 'group') addGroups(out, node, x);
  else if (op === 'concatenate') out.node('Concat', from, name, { axis: 1 });
  else if (op === 'standardise') {
    const { mean, deviation, width } = node;
    out.node('Sub', [x, out.doubles('mean', [width], mean)], `${name}_shifted`);
    out.node('Div', [`${name}_shifted`, out.doubles('deviation', [width], deviation)], name);
  } else if (op === 'dense') addDense(out, node, x);
  else out.node(operatorNames[op], from, name);
}

function addGroups(out: OnnxGraph, node: GraphNode & { op: 'group' }, x: string): void {
  const { name, size, channels, width } = node;
  const lacking = width * size - channels;
  const padded =
    lacking === 0 ? x : out.node('Pad', [x, out.integers(`pads_${lacking}`, [0, 0, 0, lacking])], `${name}_padded`);
  out.node('Reshape', [padded, out.integers('group_shape', [0, width, size])], `${name}_reshaped`);
  out.node('ReduceSum', [`${name}_reshaped`, out.integers('axis_2', [2])], name, { keepdims: 0 });
}

function addDense(out: OnnxGraph, node: GraphNode & { op: 'dense' }, x: string): void {
  const { name, inputs, width, kernel, bias, activation } = node;
  const weights = [out.floats(`${name}_kernel`, [inputs, width], kernel), out.floats(`${name}_bias`, [width], bias)];
  const isBare = activation === 'linear';
  out.node('Gemm', [x, ...weights], isBare ? name : `${name}_sums`);
  if (activation === 'softmax') out.node('Softmax', [`${name}_sums`], name, { axis: 1 });
  else if (!isBare) out.node(operatorNames[activation], [`${name}_sums`], name);
}

/** Nodes of the network are in single precision, those before it in double precision; casts are between them. */
function onnxGraph(graph: Graph): OnnxGraph {
  const out = new OnnxGraph();
  const doubles = new Map<string, string>();
  for (const input of graph.inputs) {
    const isDouble = typeOfInput(input) === DOUBLE;
    doubles.set(
      input.name,
      isDouble ? input.name : out.node('Cast', [input.name], `${input.name}_double`, { to: DOUBLE }),
    );
  }
  const singles = new Map<string, string>();
  const single = (name: string): string => {
    const known = singles.get(name);
    if (known !== undefined) return known;
    const cast = out.node('Cast', [doubles.get(name) ?? name], `${name}_single`, { to: FLOAT });
    singles.set(name, cast);
    return cast;
  };
  for (const node of graph.nodes) {
    const isSingle = node.op === 'dense' || node.name === graph.output;
    addNode(out, node, isSingle ? single : (name) => doubles.get(name) ?? name);
    if (isSingle) singles.set(node.name, node.name);
  }
  return out;
}

const valueInfo = (name: string, type: number, width: number, description: string): ValueInfoProto => ({
  name,
  type: { tensor_type: { elem_type: type, shape: { dim: [{ dim_param: 'spectra' }, { dim_value: width }] } } },
  doc_string: description,
});

/**
 * A classifier as an ONNX model, the content of a `.onnx` file. It takes raw counts and holds all that is done with them.
 *
 * Inputs (rows are spectra; those that the classifier does not need are not there): `counts` and `background_counts`, float32 [spectra,
 * channels], of the classifier's channels in order; `background_scale` and `exposure` (s), float64 [spectra, 1];
 * `response_descriptor`, float32 [spectra, numbers]. Output: `probabilities`, float32 [spectra, classes]; NaN for a spectrum that has
 * no inputs. `metadata_props` name classes, channels, energies, version and checksum.
 *
 * @throws ParameterError if it is no classifier.
 */
export async function exportOnnx(classifier: Classifier): Promise<Uint8Array> {
  if (!(classifier instanceof Classifier))
    throw new ParameterError('classifier', 'classifier is none; one is needed (Classifier.load)');
  const [{ PbfWriter }, { writeModelProto }] = await Promise.all([import('pbf'), import('./onnxSchema.js')]);
  const graph = graphOf(classifier);
  const { nodes, tensors } = onnxGraph(graph);
  const model: ModelProto = {
    ir_version: irVersion,
    opset_import: [{ domain: '', version: operators }],
    producer_name: 'xsift',
    producer_version: packageVersion,
    model_version: 1,
    doc_string: descriptionOf(classifier),
    graph: {
      name: 'xsift',
      node: nodes,
      initializer: tensors,
      input: graph.inputs.map((input) => valueInfo(input.name, typeOfInput(input), input.width, input.description)),
      output: [valueInfo(graph.output, FLOAT, graph.classes, `probabilities of ${classifier.classes.join(', ')}`)],
    },
    metadata_props: Object.entries(metadataOf(classifier, graph)).map(([key, value]) => ({ key, value })),
  };
  const writer = new PbfWriter();
  writeModelProto(model, writer);
  return writer.finish();
}
