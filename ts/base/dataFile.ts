import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type * as v from 'valibot';
import { FileError } from './errors.js';
import { parseFile } from './schema.js';
import { systemReason } from './systemReason.js';

/** The path of a file of the package. Sources of this folder and bundled code lie two folders below the package's root, both. */
export const packageFile = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** The path of a file in the package's folder `data`. */
export const dataFile = (name: string): string => packageFile(`data/${name}`);

/**
 * The content of a JSON file in the package's folder `data`, fields that the schema does not name included.
 *
 * @throws FileError if it cannot be read or does not fit the schema: the installation is damaged.
 */
export function readData<Schema extends v.GenericSchema>(name: string, schema: Schema): v.InferInput<Schema> {
  const file = dataFile(name);
  const content = readJson(file, 'data of xsift');
  parseFile(schema, content, file);
  return content;
}

/**
 * The content of a JSON file.
 *
 * @param what the file should hold, such as `a classifier`; for the message
 * @throws FileError if it cannot be read or is not JSON.
 */
export function readJson(file: string, what: string): unknown {
  let json: string;
  try {
    json = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new FileError(file, `cannot be read: ${systemReason(cause)}`, { cause });
  }
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new FileError(file, `is not ${what} (no JSON): ${(cause as Error).message}`, { cause });
  }
}
