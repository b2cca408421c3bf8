// Runs exported graphs in double precision, one spectrum at a time, by nothing of the package: the operations as ONNX
// (github.com/onnx/onnx, docs/Operators.md) and TensorFlow define them, as far as exports use them.
import { PbfReader } from 'pbf';
import { onnxReader } from '../../tools/onnx/schema.mjs';
import type { TfjsModel } from '../../ts/exchange/index.js';

type Value = number[] | number[][];
interface Step {
  op: string;
  input: string[];
  output: string;
}
export interface Program {
  steps: Step[];
  constants: Map<string, { shape: number[]; numbers: number[] }>;
  inputs: Record<string, number>;
  output: string;
  metadata: Record<string, string>;
}

interface OnnxInfo {
  name: string;
  type: { tensor_type: { shape: { dim: { dim_value: number }[] } } };
}
interface OnnxTensor {
  name: string;
  dims: number[];
  data_type: 1 | 7 | 11;
  raw_data: Uint8Array;
}
interface OnnxModel {
  graph: {
    node: { op_type: string; input: string[]; output: string[] }[];
    initializer: OnnxTensor[];
    input: OnnxInfo[];
    output: OnnxInfo[];
  };
  metadata_props: { key: string; value: string }[];
}

/** An ONNX file, read by its schema. */
export function readOnnx(bytes: Uint8Array): Program {
  const model: OnnxModel = onnxReader().readModelProto(new PbfReader(bytes));
  const arrays = { 1: Float32Array, 7: BigInt64Array, 11: Float64Array } as const;
  const numbersOf = ({ data_type: type, raw_data: raw }: OnnxTensor) =>
    Array.from(new arrays[type](new Uint8Array(raw).buffer) as ArrayLike<number | bigint>, Number);
  const { graph } = model;
  const width = (info: OnnxInfo): number => info.type.tensor_type.shape.dim[1].dim_value;
  return {
    steps: graph.node.map((node) => ({ op: node.op_type, input: node.input, output: node.output[0] })),
    constants: new Map(
      graph.initializer.map((tensor) => [tensor.name, { shape: tensor.dims, numbers: numbersOf(tensor) }]),
    ),
    inputs: Object.fromEntries(graph.input.map((info) => [info.name, width(info)])),
    output: graph.output[0].name,
    metadata: Object.fromEntries(model.metadata_props.map(({ key, value }) => [key, value])),
  };
}

/** A graph model of TensorFlow.js. */
export function readTfjs({ modelJson, weights }: TfjsModel): Program {
  const constants: Program['constants'] = new Map();
  let at = 0;
  for (const { name, shape, dtype } of modelJson.weightsManifest[0].weights) {
    const end = at + 4 * shape.reduce((product, size) => product * size, 1);
    const { buffer } = new Uint8Array(weights.subarray(at, end));
    constants.set(name, {
      shape,
      numbers: Array.from(dtype === 'float32' ? new Float32Array(buffer) : new Int32Array(buffer)),
    });
    at = end;
  }
  const { inputs } = modelJson.signature as { inputs: Record<string, { tensorShape: { dim: { size: string }[] } }> };
  return {
    steps: (modelJson.modelTopology.node as { op: string; input: string[]; name: string }[])
      .filter(({ op }) => op !== 'Placeholder' && op !== 'Const')
      .map(({ op, input, name }) => ({ op, input, output: name })),
    constants,
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([name, { tensorShape }]) => [name, Number(tensorShape.dim[1].size)]),
    ),
    output: 'probabilities',
    metadata: modelJson.userDefinedMetadata,
  };
}

const pairs: Record<string, (x: number, y: number) => number> = {
  ...{ Add: (x, y) => x + y, AddV2: (x, y) => x + y, Sub: (x, y) => x - y, Mul: (x, y) => x * y },
  ...{
    Div: (x, y) => x / y,
    RealDiv: (x, y) => x / y,
    Max: Math.max,
    Maximum: Math.max,
    Greater: (x, y) => Number(x > y),
  },
};
const singles: Record<string, (x: number) => number> = {
  ...{ Cast: (x) => x, Sqrt: Math.sqrt, Log: Math.log, Log1p: Math.log1p, Abs: Math.abs, Sign: Math.sign },
  // As some runtimes have it: a rectifier that makes 0 of what is not a number.
  ...{ Relu: (x) => (Number.isNaN(x) ? 0 : Math.max(x, 0)), Tanh: Math.tanh },
};

function softmax(x: number[]): number[] {
  const most = Math.max(...x);
  const e = x.map((value) => Math.exp(value - most));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((value) => value / sum);
}

/** The output of a row of each input. */
export function run({ steps, constants, output }: Program, row: Record<string, number[]>): number[] {
  const values = new Map<string, Value>(Object.entries(row));
  const get = (name: string) => (values.get(name) ?? constants.get(name)?.numbers) as number[];
  for (const { op, input, output: name } of steps) {
    const [x, y, z] = input.map(get);
    const at = (list: number[], i: number) => list[list.length === 1 ? 0 : i];
    const { shape } = constants.get(input[1]) ?? { shape: [] };
    if (pairs[op])
      values.set(
        name,
        Array.from({ length: Math.max(x.length, y.length) }, (_, i) => pairs[op](at(x, i), at(y, i))),
      );
    else if (singles[op]) values.set(name, x.map(singles[op]));
    else if (op === 'Where' || op === 'SelectV2')
      values.set(
        name,
        x.map((is, i) => (is ? y[i] : z[i])),
      );
    else if (op === 'Pad') values.set(name, [...x, ...new Array(y[3]).fill(0)]);
    else if (op === 'Reshape')
      values.set(
        name,
        Array.from({ length: y[1] }, (_, i) => x.slice(i * y[2], (i + 1) * y[2])),
      );
    else if (op === 'ReduceSum' || op === 'Sum') {
      const sum = (list: number[]) => list.reduce((a, b) => a + b, 0);
      values.set(name, Array.isArray(x[0]) ? (x as unknown as number[][]).map(sum) : [sum(x)]);
    } else if (op === 'Concat') values.set(name, input.flatMap(get));
    else if (op === 'ConcatV2') values.set(name, input.slice(0, -1).flatMap(get));
    else if (op === 'Gemm' || op === 'MatMul') {
      const sums = z ? [...z] : new Array(shape[1]).fill(0);
      for (let i = 0; i < shape[0]; i++)
        for (let node = 0; node < shape[1]; node++) sums[node] += x[i] * y[i * shape[1] + node];
      values.set(name, sums);
    } else if (op === 'Softmax') values.set(name, softmax(x));
    else throw new Error(`no operation ${op}`);
  }
  return values.get(output) as number[];
}
