import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { atomicWrite, FileError } from '../base/index.js';
import { parameterCount } from '../native/index.js';
import { type ClassifierModel, checkModel } from './classifierModel.js';
import { type InputConvention, inputConvention } from './inputs.js';

/**
 * Changes with every change of the format; a reader refuses later ones. Version 1 has the default input convention, under
 * other names; version 2 can have any. A classifier with the default is still written as version 1, which older xsift read.
 */
const formatVersions = [1, 2];
const formatName = 'xsift classifier';

/** The default convention in the words of version 1. */
const firstConvention = { subtractBackground: true, normalise: 'net', standardise: true };

const isDefault = (convention: InputConvention): boolean =>
  (Object.keys(inputConvention) as (keyof InputConvention)[]).every(
    (name) => convention[name] === inputConvention[name],
  );

/** Over the compact JSON of everything else: spaces and line ends do not matter, every number does. */
const checksumOf = (content: object): string =>
  `sha256:${createHash('sha256').update(JSON.stringify(content)).digest('hex')}`;

/** Small facts first, long lists after them, weights last, so that the head of the file can be read by eye. */
function contentOf({ version, classes, input, network, training, provenance }: ClassifierModel) {
  const { channels, eMin, eMax, mean, deviation } = input;
  const { counts, scale, transform, standardise } = input.convention;
  const isFirst = isDefault(input.convention);
  return {
    format: formatName,
    formatVersion: isFirst ? 1 : 2,
    version,
    classes,
    network: { sizes: network.sizes, hidden: 'relu', output: 'softmax' },
    training,
    provenance,
    input: {
      convention: isFirst ? firstConvention : { counts, scale, transform, standardise },
      channels,
      ...lists({ eMin, eMax, mean, deviation }),
    },
    weights: {
      layout: 'layer by layer: kernel [inputs][nodes], bias [nodes]; float32, little-endian, base64',
      data: Buffer.from(network.weights.buffer, network.weights.byteOffset, network.weights.byteLength).toString(
        'base64',
      ),
    },
  };
}

const lists = (arrays: Record<string, Iterable<number>>): Record<string, number[]> =>
  Object.fromEntries(Object.entries(arrays).map(([name, values]) => [name, [...values]]));

export function writeModelFile(file: string, model: ClassifierModel): void {
  const content = contentOf(model);
  const text = JSON.stringify({ ...content, checksum: checksumOf(content) }, null, 2)
    // Lists of numbers on one line each: 527 channels would fill pages.
    .replace(/\[\s+(-?[\d.][^[\]{}"]*?)\s+\]/g, (_, body: string) => `[${body.replace(/\s+/g, ' ')}]`);
  atomicWrite(file, `${text}\n`);
}

export function readModelFile(file: string): ClassifierModel {
  const content = parse(file);
  if (content?.format !== formatName)
    throw new FileError(
      file,
      `is not a classifier; a model file is what xsift train writes (its "format" is "${formatName}")`,
    );
  if (!formatVersions.includes(content.formatVersion))
    throw new FileError(
      file,
      `has format version ${content.formatVersion}, this xsift reads ${formatVersions.join(' and ')}; use the xsift that wrote it ` +
        `(${content.version}), or train again`,
    );
  const { checksum, ...rest } = content;
  if (checksum !== checksumOf(rest))
    throw new FileError(
      file,
      'is damaged or was edited: its checksum does not fit its content; copy or train it again',
    );
  try {
    return checkModel(modelOf(rest));
  } catch (cause) {
    throw new FileError(file, `its parts do not fit each other: ${(cause as Error).message}; train it again`, {
      cause,
    });
  }
}

// biome-ignore lint/suspicious/noExplicitAny: anything may stand in a file; checkModel looks at every part
function parse(file: string): any {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new FileError(file, missing ? 'there is no such file' : `cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FileError(file, `is not a classifier (no JSON): ${(cause as Error).message}`, { cause });
  }
}

// biome-ignore lint/suspicious/noExplicitAny: see parse
function modelOf(content: any): ClassifierModel {
  const { formatVersion, version, classes, network, training, provenance, input, weights } = content;
  const bytes = Buffer.from(String(weights.data), 'base64');
  if (bytes.length !== 4 * parameterCount(network.sizes))
    throw new Error(`weights: ${bytes.length / 4} numbers for a network of ${network.sizes.join('-')}`);
  return {
    ...{ version, classes, training, provenance },
    input: {
      convention: formatVersion === 1 ? conventionOfFirst(input.convention) : input.convention,
      channels: input.channels,
      eMin: Float64Array.from(input.eMin),
      eMax: Float64Array.from(input.eMax),
      mean: Float64Array.from(input.mean),
      deviation: Float64Array.from(input.deviation),
    },
    network: { sizes: network.sizes, weights: new Float32Array(new Uint8Array(bytes).buffer) },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: see parse
function conventionOfFirst(given: any): InputConvention {
  for (const [name, value] of Object.entries(firstConvention))
    if (given !== undefined && name in given && given[name] !== value)
      throw new Error(`input.convention.${name} is not ${value}`);
  return { ...inputConvention };
}
