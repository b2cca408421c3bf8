// A classifier as a graph of operations on rows of numbers, from raw counts to probabilities: what native/core/network/inputs.h does
// with counts and the network after it. The formats (onnx.ts, tfjs.ts, keras.ts) write the same graph in their own words.
import type { ReadonlyFloat32Array } from '../base/index.js';
import { responseNamesOf } from '../network/classifierModel.js';
import type { Classifier, ClassifierModel } from '../network/index.js';

/** An input of an exported network; a row of it belongs to a spectrum. */
export interface GraphInput {
  /** `counts`, `background_counts`, `background_scale`, `exposure` or `response_descriptor`. */
  readonly name: string;
  /** Numbers in a row. */
  readonly width: number;
  /** What the numbers are, with their unit. */
  readonly description: string;
}

/** A row of numbers by the name of its node, or a constant. */
export type Operand = string | number;

/** Functions of a number, and of two. */
export type Unary = 'sqrt' | 'log10' | 'log1p' | 'abs' | 'sign';
export type Binary = 'add' | 'subtract' | 'multiply' | 'divide' | 'maximum' | 'greater';

/** An operation on rows; rows of one number go with every number of another row. */
export type GraphNode = { readonly name: string; readonly width: number } & (
  | { readonly op: Unary | 'sum'; readonly from: readonly [string] }
  | { readonly op: Binary; readonly from: readonly [string, Operand] }
  /** The second where the first is true, else the third. */
  | { readonly op: 'where'; readonly from: readonly [string, string, string] }
  /** Sums of so many neighbours, of those that are left at the end. */
  | { readonly op: 'group'; readonly from: readonly [string]; readonly size: number; readonly channels: number }
  | { readonly op: 'concatenate'; readonly from: readonly string[] }
  /** (x - mean) / deviation. */
  | {
      readonly op: 'standardise';
      readonly from: readonly [string];
      readonly mean: ArrayLike<number>;
      readonly deviation: ArrayLike<number>;
    }
  /** activation(x kernel + bias), kernel [inputs][nodes]. */
  | {
      readonly op: 'dense';
      readonly from: readonly [string];
      readonly inputs: number;
      readonly kernel: ReadonlyFloat32Array;
      readonly bias: ReadonlyFloat32Array;
      readonly activation: 'relu' | 'tanh' | 'linear' | 'softmax';
    }
);

/** Nodes come after those that they take. */
export interface Graph {
  readonly inputs: readonly GraphInput[];
  readonly nodes: readonly GraphNode[];
  /** The name of the result, spectra x classes. */
  readonly output: 'probabilities';
  readonly classes: number;
}

type Unnamed<Node> = Node extends unknown ? Omit<Node, 'name'> : never;

class Builder {
  readonly inputs: GraphInput[] = [];
  readonly nodes: GraphNode[] = [];

  input(name: string, width: number, description: string): string {
    this.inputs.push({ name, width, description });
    return name;
  }

  add(name: string, node: Unnamed<GraphNode>): string {
    this.nodes.push({ name, ...node } as GraphNode);
    return name;
  }

  unary(name: string, op: Unary | 'sum', x: string, width = 1): string {
    return this.add(name, { op, from: [x], width });
  }

  binary(name: string, op: Binary, x: string, y: Operand, width = 1): string {
    return this.add(name, { op, from: [x, y], width });
  }
}

/** The sums of a spectrum that scales and extra inputs are made of, by the names of their nodes. */
interface Sums {
  counts: string;
  /** Of the background, scaled to the source region. */
  background?: string;
  /** Counts less background. */
  net: string;
}

/** The graph of a classifier. */
export function graphOf({ model }: Pick<Classifier, 'model'>): Graph {
  const { input, network } = model;
  const build = new Builder();
  const counts = build.input(
    'counts',
    input.channels.length,
    `counts of the source region in the channels ${input.channels[0]} to ${input.channels.at(-1)}`,
  );
  const sums = sumsOf(build, model, counts);
  const groups = scaledGroups(build, model, counts, sums);
  const inputs = extraNodes(build, model, sums);
  const width = network.sizes[0];
  const all = inputs.length > 0 ? build.add('inputs', { op: 'concatenate', from: [groups, ...inputs], width }) : groups;
  const { mean, deviation } = input;
  const isStandard = mean.every((x) => x === 0) && deviation.every((x) => x === 1);
  const ready = isStandard
    ? all
    : build.add('standardised', { op: 'standardise', from: [all], width, mean, deviation });
  const last = denseNodes(build, model, ready);
  // Rectifiers of some runtimes turn NaN into 0, and a spectrum without inputs would get probabilities.
  build.unary('inputs_sum', 'sum', ready);
  build.binary('nan_without_inputs', 'subtract', 'inputs_sum', 'inputs_sum');
  build.binary('probabilities', 'add', last, 'nan_without_inputs', model.classes.length);
  return { inputs: build.inputs, nodes: build.nodes, output: 'probabilities', classes: model.classes.length };
}

function sumsOf(build: Builder, { input }: ClassifierModel, counts: string): Sums {
  const { convention, channels } = input;
  const extra = convention.extra ?? [];
  const total = build.unary('total_counts', 'sum', counts);
  const isNet = convention.counts === 'net';
  if (!isNet && !extra.includes('logNetCounts') && !extra.includes('backgroundShare'))
    return { counts: total, net: total };
  build.input(
    'background_counts',
    channels.length,
    'counts of the background region in the same channels; 0 without one',
  );
  build.input(
    'background_scale',
    1,
    'factor that scales background counts to the source region (exposure, BACKSCAL and AREASCAL); 0 without a background',
  );
  build.unary('total_background_counts', 'sum', 'background_counts');
  const background = build.binary('scaled_background', 'multiply', 'total_background_counts', 'background_scale');
  return { counts: total, background, net: build.binary('net_counts', 'subtract', total, background) };
}

/** The channels or their groups: background subtracted, scaled, transformed. */
function scaledGroups(build: Builder, { input }: ClassifierModel, counts: string, sums: Sums): string {
  const { counts: kind, scale, transform, group = 1 } = input.convention;
  const channels = input.channels.length;
  const width = Math.ceil(channels / group);
  const grouped = (name: string, from: string) =>
    group === 1 ? from : build.add(name, { op: 'group', from: [from], size: group, channels, width });
  let groups = grouped('grouped_counts', counts);
  if (kind === 'net') {
    const background = grouped('grouped_background_counts', 'background_counts');
    build.binary('scaled_background_counts', 'multiply', background, 'background_scale', width);
    groups = build.binary('net', 'subtract', groups, 'scaled_background_counts', width);
  }
  groups = scaled(build, groups, width, scale, kind === 'net' ? sums.net : sums.counts);
  if (transform === 'none') return groups;
  const sign = build.unary('sign', 'sign', groups, width);
  const size = build.unary('size', 'abs', groups, width);
  const changed = build.unary('transformed_size', transform === 'sqrt' ? 'sqrt' : 'log1p', size, width);
  return build.binary('transformed', 'multiply', changed, sign, width);
}

function scaled(
  build: Builder,
  groups: string,
  width: number,
  scale: ClassifierModel['input']['convention']['scale'],
  sum: string,
): string {
  if (scale === 'none') return groups;
  if (scale === 'rate') {
    build.input('exposure', 1, 'exposure in s, above 0');
    build.binary('kiloseconds', 'divide', 'exposure', 1000);
    return build.binary('scaled', 'divide', groups, 'kiloseconds', width);
  }
  if (scale === 'unit-floor') {
    build.binary('divisor', 'maximum', sum, 0.5);
    return build.binary('scaled', 'divide', groups, 'divisor', width);
  }
  // Not a number unless the sum is above 0: the root of what is below -1.
  build.binary('has_inputs', 'greater', sum, 0);
  build.binary('below', 'subtract', sum, 1);
  build.unary('none', 'sqrt', 'below');
  build.add('divisor', { op: 'where', from: ['has_inputs', sum, 'none'], width: 1 });
  const shares = build.binary('shares', 'divide', groups, 'divisor', width);
  return scale === 'unit' ? shares : build.binary('scaled', 'multiply', shares, width, width);
}

function extraNodes(build: Builder, { input }: ClassifierModel, sums: Sums): string[] {
  const countsAndOne = () =>
    build.nodes.some(({ name }) => name === 'counts_and_one')
      ? 'counts_and_one'
      : build.binary('counts_and_one', 'add', sums.counts, 1);
  const nodeOf = {
    logNetCounts: () => {
      build.binary('net_counts_floor', 'maximum', sums.net, 0.5);
      return build.unary('log_net_counts', 'log10', 'net_counts_floor');
    },
    logTotalCounts: () => build.unary('log_total_counts', 'log10', countsAndOne()),
    backgroundShare: () => {
      build.binary('background_ratio', 'divide', sums.background as string, countsAndOne());
      return build.unary('background_share', 'sqrt', 'background_ratio');
    },
    response: () => {
      const names = responseNamesOf(input);
      const description = `numbers that describe the response: ${names.join('; ')}`;
      return build.input('response_descriptor', names.length, description);
    },
  };
  return (input.convention.extra ?? []).map((word) => nodeOf[word]());
}

function denseNodes(build: Builder, { network }: ClassifierModel, from: string): string {
  const { sizes, activation, weights } = network;
  let at = 0;
  const take = (count: number) => weights.subarray(at, (at += count));
  let last = from;
  for (let layer = 0; layer + 1 < sizes.length; layer++) {
    const [inputs, width] = [sizes[layer], sizes[layer + 1]];
    const isOutput = layer + 2 === sizes.length;
    const [kernel, bias] = [take(inputs * width), take(width)];
    last = build.add(isOutput ? 'softmax' : `hidden_${layer + 1}`, {
      ...{ op: 'dense', from: [last], width, inputs, kernel, bias },
      activation: isOutput ? 'softmax' : activation,
    });
  }
  return last;
}
