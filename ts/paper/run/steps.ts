import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileError } from '../../index.js';
import { atomicWrite } from '../../report/index.js';

/**
 * Stores finished pieces of work on disk, so that a killed run can continue. A step is a name and a function that
 * depends on the config alone; its result is written to a temporary name and renamed, and read back when the same run
 * is started again. A new result is also encoded and decoded, so that results do not depend on whether they were read
 * back.
 */
export class Steps {
  /** Number of results that were read back instead of computed. */
  resumed = 0;

  /** @param folder folder for the results of this config, made if it does not exist. Without it nothing is stored. */
  constructor(
    private readonly folder?: string,
    private readonly signal?: AbortSignal,
  ) {
    if (folder !== undefined) makeFolder(folder);
  }

  /**
   * Returns the result of a step, which is computed unless it is stored.
   *
   * @param name letters, digits and hyphens; unique within the run
   * @throws the signal's reason, if aborted, before work begins; FileError for a stored result that cannot be read.
   */
  async run<T>(name: string, work: () => Promise<T> | T): Promise<T> {
    if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) throw new Error(`"${name}" is no name of a step`);
    const file = this.folder && join(this.folder, `${name}.json`);
    if (file && existsSync(file)) {
      this.resumed++;
      return readStep<T>(file);
    }
    this.signal?.throwIfAborted();
    const json = encode(await work());
    if (file) atomicWrite(file, json);
    return decode<T>(json);
  }

  /** Names of the finished steps. */
  finished(): string[] {
    if (this.folder === undefined) return [];
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -5))
      .sort();
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new FileError(folder, `cannot be made: ${(cause as Error).message}`, { cause });
  }
}

function readStep<T>(file: string): T {
  try {
    return decode<T>(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new FileError(file, 'cannot be read back; remove this file, and its step is computed again', { cause });
  }
}

const arrays = { Uint8Array, Uint16Array, Uint32Array, Int32Array, Float32Array, Float64Array } as const;
type ArrayName = keyof typeof arrays;

/**
 * Encodes plain data as JSON, with NaN and infinite numbers as { $number } and typed arrays as { $array, base64 }
 * (little-endian).
 */
function encode(value: unknown): string {
  return JSON.stringify(value, (_, item) => {
    if (typeof item === 'number' && !Number.isFinite(item)) return { $number: String(item) };
    if (!ArrayBuffer.isView(item)) return item;
    const bytes = Buffer.from(item.buffer, item.byteOffset, item.byteLength);
    return { $array: item.constructor.name, base64: bytes.toString('base64') };
  });
}

function decode<T>(json: string): T {
  return JSON.parse(json, (_, item) => {
    if (item === null || typeof item !== 'object') return item;
    if ('$number' in item) return Number(item.$number);
    if (!('$array' in item)) return item;
    const bytes = Buffer.from(item.base64, 'base64');
    const copy = new Uint8Array(bytes); // a buffer of its own, which begins at a multiple of 8 bytes
    return new arrays[item.$array as ArrayName](copy.buffer);
  }) as T;
}
