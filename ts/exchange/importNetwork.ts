import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type Band,
  bandChannels,
  checkObject,
  FileError,
  ParameterError,
  packageVersion,
  systemReason,
  XsiftError,
} from '../base/index.js';
import { Classifier, defaultSettings, type InputConvention, inputFrom } from '../network/index.js';
import { extraNames, inputWidth } from '../network/inputs.js';
import { type Response, responseDescriptorNames } from '../simulation/index.js';
import { readHdf5 } from './hdf5.js';
import { type DenseNetwork, denseNetwork, type LayerConfig } from './layers.js';

/** What a network's file does not say; see {@link importNetwork}. */
export interface ImportOptions {
  /** The response of its training spectra: energies of the channels, and the instrument. */
  response: Pick<Response, 'eMin' | 'eMax' | 'channels' | 'firstChannel' | 'identity'>;
  /** Names of its outputs in their order; default star, agn. */
  classes?: readonly string[];
  /** The inputs are the channels whose centre lies in this band, keV; default 0.3 to 8.0. */
  band?: Band;
  /** How counts became its inputs; default as in `train`, without standardisation unless the network has its own. */
  input?: Partial<InputConvention>;
  /** Mean and standard deviation of each input over its training spectra, where these were standardised outside the network. */
  mean?: ArrayLike<number>;
  deviation?: ArrayLike<number>;
  /** Spectra with this many net counts or fewer are flagged outside-training; default 0. */
  minimumNetCounts?: number;
  /** Whether its training spectra had a background; default true. */
  background?: boolean;
}

/**
 * Reads a dense network that was trained elsewhere: a layers model of TensorFlow.js (`model.json` and its weights) or a `.keras` file of
 * Keras 3 (needs the package h5wasm). It is a chain of Dense layers with one activation (relu, tanh or linear), with softmax or, for two
 * classes, one sigmoid at the end; Normalization or Rescaling before them are taken over, Dropout and noise are left out.
 *
 * @throws FileError naming a layer that xsift does not have, and the remedy, or weights that do not fit
 * @throws ParameterError for options that do not fit the network.
 */
export async function importNetwork(file: string, options: ImportOptions): Promise<Classifier> {
  checkObject('options', options, 'an object with the response of the training spectra');
  const {
    response,
    classes = ['star', 'agn'],
    band = defaultSettings.band,
    minimumNetCounts = 0,
    background = true,
  } = options;
  checkObject('response', response, 'a response (createResponse)', 'eMin', 'eMax', 'identity');
  const network = await readNetwork(file);
  const { sizes, activation, weights } = network;
  const moments = momentsOf(network, options);
  const convention = inputFrom({ ...options.input, standardise: moments !== undefined });
  const channels = bandChannels(response.eMin, response.eMax, band);
  const names = convention.extra?.includes('response') ? responseDescriptorNames : [];
  const width = inputWidth(convention, channels.length, names);
  if (width !== sizes[0])
    throw new ParameterError(
      'input',
      `${file} has ${sizes[0]} inputs; ${channels.length} channels in ${band.join(' to ')} keV make ${width} with this convention ` +
        '(band, group, extra)',
    );
  const { input: _, hiddenLayers: __, activation: ___, ...training } = defaultSettings;
  const extras = extraNames(convention, names);
  // Nobody knows the range of its training spectra.
  const extraInputs = extras.map((name) => ({ name, min: -1e30, max: 1e30 }));
  return new Classifier({
    version: packageVersion,
    classes: [...classes],
    input: {
      convention,
      channels: Array.from(channels, (i) => response.firstChannel + i),
      eMin: Float64Array.from(channels, (i) => response.eMin[i]),
      eMax: Float64Array.from(channels, (i) => response.eMax[i]),
      ...(extras.length > 0 && { extraInputs }),
      ...(moments ?? { mean: new Float64Array(width), deviation: new Float64Array(width).fill(1) }),
    },
    network: { sizes, activation, weights },
    training: {
      ...{ ...training, band, minimumNetCounts, background, epochsRun: 0, bestEpoch: 0, aborted: false },
      spectra: classes.map(() => 0),
    },
    provenance: [{ seed: 0, population: 'imported', response: response.identity, version: packageVersion }],
  });
}

/** The network's own standardisation, else that of the options. */
function momentsOf({ isStandardised, mean, deviation, sizes }: DenseNetwork, options: ImportOptions) {
  const isGiven = options.mean !== undefined || options.deviation !== undefined;
  if (!isGiven) return isStandardised ? { mean, deviation } : undefined;
  if (isStandardised)
    throw new ParameterError(
      'mean',
      'mean and deviation are given, and the network has its own standardisation; leave them out',
    );
  const listOf = (name: 'mean' | 'deviation') => {
    const list = options[name];
    if (list?.length !== sizes[0])
      throw new ParameterError(name, `${name} has ${list?.length ?? 0} numbers; the network has ${sizes[0]} inputs`);
    return Float64Array.from(list);
  };
  return { mean: listOf('mean'), deviation: listOf('deviation') };
}

function read(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new FileError(file, `cannot be read: ${systemReason(cause)}`, { cause });
  }
}

async function readNetwork(file: string): Promise<DenseNetwork> {
  const bytes = read(file);
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return readKeras(file, bytes);
  if (bytes.subarray(0, 64).some((byte) => byte === 0x7b)) return readTfjs(file, bytes);
  throw new FileError(
    file,
    'is neither model.json of TensorFlow.js nor a .keras file; save the network with model.save (Keras 3: a name that ends in .keras)',
  );
}

function parse(file: string, bytes: Uint8Array): Record<string, unknown> {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  } catch (cause) {
    throw new FileError(file, `is no JSON: ${(cause as Error).message}`, { cause });
  }
}

/** The layers of a sequential or functional model. */
function layersOf(file: string, model: unknown): LayerConfig[] {
  const { class_name: kind, config } = (model ?? {}) as { class_name?: string; config?: unknown };
  const layers = Array.isArray(config) ? config : (config as { layers?: unknown } | undefined)?.layers;
  const isKnown = kind === 'Sequential' || kind === 'Functional' || kind === 'Model';
  if (isKnown && Array.isArray(layers) && layers.every((layer) => typeof layer?.config?.name === 'string'))
    return layers;
  throw new FileError(file, `holds a ${kind ?? 'network'} without layers; a Sequential or Functional model is needed`);
}

interface WeightEntry {
  name: string;
  shape: number[];
  dtype: string;
  quantization?: object;
}

function readTfjs(file: string, bytes: Uint8Array): DenseNetwork {
  const json = parse(file, bytes);
  if (json.format === 'graph-model' || (json.modelTopology as { node?: unknown })?.node)
    throw new FileError(
      file,
      'is a graph model; a layers model can be imported (model.save of tf.LayersModel; tensorflowjs_converter with ' +
        '--output_format tfjs_layers_model). Of a network that xsift exported, use the model file',
    );
  const topology = json.modelTopology as { model_config?: unknown } | undefined;
  const manifest = (json.weightsManifest ?? []) as { paths: string[]; weights: WeightEntry[] }[];
  const weights = new Map<string, Float32Array>();
  for (const group of manifest) {
    const data = Buffer.concat(group.paths.map((path) => read(join(dirname(file), path))));
    let at = 0;
    for (const { name, shape, dtype, quantization } of group.weights) {
      if (dtype !== 'float32' || quantization)
        throw new FileError(file, `weight ${name} is ${quantization ? 'quantized' : dtype}; float32 is needed`);
      const size = 4 * shape.reduce((product, length) => product * length, 1);
      if (at + size > data.length)
        throw new FileError(file, `its weights are cut short at ${name}; save or copy it again`);
      weights.set(name, new Float32Array(new Uint8Array(data.subarray(at, at + size)).buffer));
      at += size;
    }
    if (at !== data.length)
      throw new FileError(file, `its weights have ${data.length - at} bytes too many; save it again`);
  }
  const layers = layersOf(file, topology?.model_config ?? topology);
  return denseNetwork(file, layers, ({ config }, weight) => {
    const wanted = `${config.name}/${weight}`;
    const found = [...weights.keys()].find((name) => name === wanted || name.endsWith(`/${wanted}`));
    return found === undefined ? undefined : weights.get(found);
  });
}

async function readKeras(file: string, bytes: Uint8Array): Promise<DenseNetwork> {
  const { unzipSync } = await import('./zip.js');
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes);
  } catch (cause) {
    throw new FileError(file, `is no whole zip file: ${(cause as Error).message}; save or copy it again`, { cause });
  }
  if (entries['xsift.json'])
    throw new FileError(file, 'was exported by xsift; use the model file that it was exported from');
  const { 'config.json': config, 'model.weights.h5': weights } = entries;
  if (!config || !weights)
    throw new FileError(
      file,
      'holds no config.json and model.weights.h5; save the network with model.save(NAME.keras)',
    );
  const arrays = await readHdf5(weights).catch((cause) => {
    if (cause instanceof XsiftError) throw cause;
    throw new FileError(file, `model.weights.h5 in it is no whole HDF5 file: ${cause.message}; save or copy it again`, {
      cause,
    });
  });
  const layers = layersOf(file, parse(file, config));
  const groups = groupNames(layers);
  const places = { kernel: 0, bias: 1, mean: 0, variance: 1 };
  return denseNetwork(
    file,
    layers,
    (layer, weight) => arrays[`layers/${groups.get(layer)}/vars/${places[weight]}`]?.numbers,
  );
}

/** Keras names groups of weights by the class in lower case and a running number: dense, dense_1. */
function groupNames(layers: readonly LayerConfig[]): Map<LayerConfig, string> {
  const counts = new Map<string, number>();
  return new Map(
    layers.map((layer) => {
      const name = layer.class_name.toLowerCase();
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      return [layer, count === 0 ? name : `${name}_${count}`];
    }),
  );
}
