// Layers of a network of Keras or TensorFlow.js, whose configurations are alike, turned into those of xsift.
import { FileError } from '../base/index.js';
import type { Activation } from '../native/index.js';

/** A layer as the configuration of a network has it. */
export interface LayerConfig {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>> & { readonly name: string };
  readonly inbound_nodes?: unknown;
}

/** Weights of a layer by their name: kernel, bias; mean, variance. */
export type LayerWeights = (
  layer: LayerConfig,
  weight: 'kernel' | 'bias' | 'mean' | 'variance',
) => Float32Array | undefined;

/** A dense network with one activation of its hidden layers and softmax at the end. */
export interface DenseNetwork {
  readonly sizes: readonly number[];
  readonly activation: Activation;
  /** Layer by layer: kernel [inputs][nodes], then bias. */
  readonly weights: Float32Array;
  /** Its inputs are (x - mean) / deviation, by its own layers before the first dense one. */
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  /** Whether it has such layers. */
  readonly isStandardised: boolean;
}

interface Dense {
  readonly name: string;
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  activation: string;
}

/** Layers that do something in training alone. */
const forTraining = ['Dropout', 'AlphaDropout', 'GaussianDropout', 'GaussianNoise', 'ActivityRegularization'];
const known = `InputLayer, Normalization and Rescaling before the first Dense, Dense, Activation, ReLU, Softmax, ${forTraining.join(', ')}`;

/** Goes through the layers in order. */
class Reader {
  readonly dense: Dense[] = [];
  shift: { mean: number[]; deviation: number[] } | undefined;

  constructor(
    readonly file: string,
    readonly weightsOf: LayerWeights,
  ) {}

  refuse(layer: LayerConfig, what: string, remedy: string): never {
    throw new FileError(this.file, `layer '${layer.config.name}' (${layer.class_name}) ${what}; ${remedy}`);
  }

  take(layer: LayerConfig): void {
    const { class_name: kind, config } = layer;
    if (kind === 'InputLayer' || forTraining.includes(kind)) return;
    if (kind === 'Dense') this.takeDense(layer);
    else if (kind === 'Activation') this.activate(layer, String(config.activation));
    else if (kind === 'ReLU' || kind === 'Softmax') this.takeFunction(layer);
    else if (kind === 'Normalization' || kind === 'Rescaling') this.takeShift(layer);
    else
      this.refuse(
        layer,
        'is none that xsift has',
        `a network of these can be imported: ${known}. Fold a BatchNormalization into the Dense layer before it; train others anew`,
      );
  }

  private takeDense(layer: LayerConfig): void {
    const { name, activation = 'linear', units } = layer.config;
    const kernel = this.weightsOf(layer, 'kernel');
    if (!kernel) this.refuse(layer, 'has no kernel among the weights', 'save the network with its weights');
    const nodes = Number(units);
    const inputs = kernel.length / nodes;
    const before = this.dense.at(-1)?.bias.length;
    if (!Number.isInteger(inputs) || (before !== undefined && inputs !== before))
      this.refuse(layer, `has a kernel of ${kernel.length} numbers for ${nodes} nodes`, 'save the network again');
    const bias = this.weightsOf(layer, 'bias') ?? new Float32Array(nodes);
    if (bias.length !== nodes)
      this.refuse(layer, `has ${bias.length} biases for ${nodes} nodes`, 'save the network again');
    this.dense.push({ name, kernel, bias, activation: 'linear' });
    this.activate(layer, String(activation));
  }

  private takeFunction(layer: LayerConfig): void {
    const { max_value: most, negative_slope: slope, threshold, axis } = layer.config;
    if (
      most != null ||
      (slope ?? 0) !== 0 ||
      (threshold ?? 0) !== 0 ||
      (layer.class_name === 'Softmax' && (axis ?? -1) !== -1)
    )
      this.refuse(layer, 'is not the plain function', 'use activation relu or softmax');
    this.activate(layer, layer.class_name.toLowerCase());
  }

  private activate(layer: LayerConfig, activation: string): void {
    const last = this.dense.at(-1);
    if (activation === 'linear') return;
    if (!last)
      this.refuse(layer, 'is before the first Dense layer', 'say it with the words of --input instead (log1p, sqrt)');
    if (last.activation !== 'linear')
      this.refuse(
        layer,
        `is ${activation} after ${last.activation}`,
        'xsift has one activation after each Dense layer',
      );
    if (!['relu', 'tanh', 'softmax', 'sigmoid'].includes(activation))
      this.refuse(
        layer,
        `has the activation ${activation}`,
        'use relu, tanh or linear, and softmax or sigmoid at the end',
      );
    last.activation = activation;
  }

  private takeShift(layer: LayerConfig): void {
    const { class_name: kind, config } = layer;
    if (this.dense.length > 0)
      this.refuse(layer, 'is after a Dense layer', 'fold it into the kernel of the Dense layer after it');
    if (config.invert === true) this.refuse(layer, 'undoes a standardisation', 'leave it out');
    const list = (value: unknown, name: 'mean' | 'variance') =>
      value == null ? Array.from(this.weightsOf(layer, name) ?? []) : [value].flat(9).map(Number);
    const [first, second] =
      kind === 'Normalization'
        ? [list(config.mean, 'mean'), list(config.variance, 'variance').map(Math.sqrt)]
        : [[config.offset ?? 0].flat(9).map(Number), [config.scale].flat(9).map((scale) => 1 / Number(scale))];
    if (first.length === 0 || second.length === 0)
      this.refuse(layer, 'has no mean and variance', 'adapt it to the training spectra before it is saved');
    const width = Math.max(first.length, second.length, this.shift?.mean.length ?? 1);
    const at = (numbers: readonly number[], i: number) => numbers[numbers.length === 1 ? 0 : i];
    const before = this.shift ?? { mean: [0], deviation: [1] };
    const each = Array.from({ length: width }, (_, i) => {
      const deviation = at(second, i);
      // A Rescaling is x scale + offset = (x + offset / scale) / (1 / scale).
      const mean = kind === 'Normalization' ? at(first, i) : -at(first, i) * deviation;
      const scale = at(before.deviation, i);
      return { mean: at(before.mean, i) + scale * mean, deviation: scale * deviation };
    });
    this.shift = { mean: each.map(({ mean }) => mean), deviation: each.map(({ deviation }) => deviation) };
  }
}

/**
 * A dense network from its layers.
 *
 * @throws FileError naming a layer that xsift does not have, and what to do.
 */
export function denseNetwork(file: string, layers: readonly LayerConfig[], weightsOf: LayerWeights): DenseNetwork {
  const reader = new Reader(file, weightsOf);
  checkChain(reader, layers);
  for (const layer of layers) reader.take(layer);
  const { dense, shift } = reader;
  if (dense.length === 0) throw new FileError(file, 'has no Dense layer; a dense network is needed');
  const last = finished(file, dense);
  const hidden = dense.slice(0, -1);
  const [activation = 'relu'] = hidden.map((layer) => layer.activation);
  const other = hidden.find((layer) => layer.activation !== activation);
  if (other || !isHidden(activation))
    throw new FileError(
      file,
      `layer '${(other ?? hidden[0]).name}' has the activation ${other?.activation ?? activation}` +
        `${other ? `, those before it ${activation}` : ''}; all hidden layers must have the same, relu, tanh or linear`,
    );
  const width = dense[0].kernel.length / dense[0].bias.length;
  const each = (numbers: readonly number[] | undefined, otherwise: number) =>
    Float64Array.from({ length: width }, (_, i) => numbers?.[numbers.length === 1 ? 0 : i] ?? otherwise);
  const all = [...hidden, last].flatMap(({ kernel, bias }) => [kernel, bias]);
  const weights = new Float32Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const numbers of all) {
    weights.set(numbers, at);
    at += numbers.length;
  }
  return {
    ...{ sizes: [width, ...hidden.map(({ bias }) => bias.length), last.bias.length], activation, weights },
    ...{ mean: each(shift?.mean, 0), deviation: each(shift?.deviation, 1), isStandardised: shift !== undefined },
  };
}

const isHidden = (activation: string): activation is Activation => ['relu', 'tanh', 'linear'].includes(activation);

/** The last layer with a node for each class: a sigmoid of x is the softmax of 0 and x. */
function finished(file: string, dense: readonly Dense[]): { kernel: Float32Array; bias: Float32Array } {
  const { name, kernel, bias, activation } = dense[dense.length - 1];
  if (activation === 'softmax' && bias.length > 1) return { kernel, bias };
  if (activation === 'sigmoid' && bias.length === 1)
    return {
      kernel: Float32Array.from({ length: 2 * kernel.length }, (_, i) => (i % 2 === 0 ? 0 : kernel[(i - 1) / 2])),
      bias: Float32Array.of(0, bias[0]),
    };
  throw new FileError(
    file,
    `layer '${name}' is the last and has ${bias.length} nodes with the activation ${activation}; a classifier ends with softmax and a ` +
      'node for each class, or with sigmoid and one node',
  );
}

/** Every layer takes the one before it, and nothing else. */
function checkChain(reader: Reader, layers: readonly LayerConfig[]): void {
  for (const [i, layer] of layers.entries()) {
    const sources = sourcesOf(layer.inbound_nodes);
    const isNext = i === 0 ? sources.length === 0 : sources.length === 1 && sources[0] === layers[i - 1].config.name;
    if (layer.inbound_nodes !== undefined && sources.length + i > 0 && !isNext)
      reader.refuse(
        layer,
        `takes ${sources.join(', ') || 'nothing'}`,
        'a chain of layers, each after the one before it, can be imported',
      );
  }
}

/** Names of the layers in the nodes of a functional model, in the words of Keras 2 and TensorFlow.js or in those of Keras 3. */
function sourcesOf(nodes: unknown): string[] {
  if (!Array.isArray(nodes)) {
    if (typeof nodes !== 'object' || nodes === null) return [];
    const history = (nodes as { keras_history?: unknown[] }).keras_history;
    return history ? [String(history[0])] : Object.values(nodes).flatMap(sourcesOf);
  }
  const [name, index] = nodes;
  return typeof name === 'string' && typeof index === 'number' ? [name] : nodes.flatMap(sourcesOf);
}
