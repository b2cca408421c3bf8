import * as v from 'valibot';
import {
  atomicWrite,
  FileError,
  type Limits,
  listOf,
  number,
  oneOf,
  parseFile,
  readJson,
  sha256,
  string,
} from '../base/index.js';
import { type ClassifierModel, checkFit, modelFields, networkFields } from './classifierModel.js';

/** Version of the format. Files of other versions cannot be read. */
const formatVersion = 1;
const formatName = 'xsift classifier';
const layout = 'layer by layer: kernel [inputs][nodes], bias [nodes]; float32, little-endian, base64';

const numbers = (limits: Limits = {}) =>
  v.pipe(
    listOf(number(limits)),
    v.transform((list) => Float64Array.from(list)),
  );

const floats = v.pipe(
  string,
  v.transform((base64) => Buffer.from(base64, 'base64')),
  v.check(({ length }) => length % 4 === 0, 'base64 of whole numbers of 4 bytes'),
  v.transform((bytes) => new Float32Array(new Uint8Array(bytes).buffer)),
  v.check((weights) => weights.every(Number.isFinite), 'base64 of finite numbers'),
);

/**
 * The content of a model file: short fields first, long lists after them, weights last, so that people can read its
 * beginning.
 */
const fileSchema = v.strictObject({
  format: string,
  formatVersion: number(),
  ...modelFields(numbers),
  network: v.strictObject({ ...networkFields, output: oneOf(['softmax']) }),
  weights: v.strictObject({ layout: oneOf([layout]), data: floats }),
});

/** The checksum of the compact JSON of everything else: it depends on every number, but not on blanks and line ends. */
const checksumOf = (content: object): string => `sha256:${sha256().update(JSON.stringify(content)).digest('hex')}`;

function contentOf({ version, classes, input, network, training, provenance }: ClassifierModel) {
  const { convention, channels, extraInputs, ...lists } = input;
  const { sizes, activation, weights } = network;
  return {
    format: formatName,
    formatVersion,
    version,
    classes,
    network: { sizes, activation, output: 'softmax' },
    training,
    provenance,
    input: {
      convention,
      ...(extraInputs && { extraInputs }),
      channels,
      ...Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, [...values]])),
    },
    weights: {
      layout,
      data: Buffer.from(weights.buffer, weights.byteOffset, weights.byteLength).toString('base64'),
    },
  };
}

/** The checksum of the model's file: equal for equal models. */
export const modelChecksum = (model: ClassifierModel): string => checksumOf(contentOf(model));

/** Writes a model file, under a temporary name first. @throws FileError if it cannot be written. */
export function writeModelFile(file: string, model: ClassifierModel): void {
  const content = contentOf(model);
  const json = JSON.stringify({ ...content, checksum: checksumOf(content) }, null, 2)
    // Each list of numbers is written on one line: 527 lines for the channels would fill pages.
    .replace(/\[\s+(-?[\d.][^[\]{}"]*?)\s+\]/g, (_, body: string) => `[${body.replace(/\s+/g, ' ')}]`);
  atomicWrite(file, `${json}\n`);
}

/**
 * Reads a model file.
 *
 * @throws FileError for a file that is no model file, has another format version or is damaged, and for a field that is
 *   not as it must be, with its path.
 */
export function readModelFile(file: string): ClassifierModel {
  const content = readJson(file, 'a classifier') as Record<string, unknown> | null;
  if (content?.format !== formatName)
    throw new FileError(
      file,
      `is not a classifier; a model file is what xsift train writes (its "format" is "${formatName}")`,
    );
  if (content.formatVersion !== formatVersion)
    throw new FileError(
      file,
      `has format version ${content.formatVersion}, this xsift reads ${formatVersion}; use the xsift that wrote it ` +
        `(${content.version}), or train again`,
    );
  const { checksum, ...rest } = content;
  if (checksum !== checksumOf(rest))
    throw new FileError(
      file,
      'is damaged or was edited: its checksum does not fit its content; copy or train it again',
    );
  const { version, classes, input, network, training, provenance, weights } = parseFile(fileSchema, rest, file);
  const { sizes, activation } = network;
  const model = {
    version,
    classes,
    input,
    network: { sizes, activation, weights: weights.data },
    training,
    provenance,
  };
  try {
    checkFit(model);
  } catch (cause) {
    throw new FileError(file, `its parts do not fit each other: ${(cause as Error).message}; train it again`, {
      cause,
    });
  }
  return model;
}
