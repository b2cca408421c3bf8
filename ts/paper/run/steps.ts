import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileError } from '../../index.js';
import { atomicWrite } from '../../report/index.js';

/**
 * Finished pieces of work on disk, so that a killed run goes on where it was. A step is a name and a function of the config alone;
 * its result is written under a temporary name and renamed, and read back when the same run is started again. Also a fresh result
 * goes through the text, so that it cannot matter whether it was read back.
 */
export class Steps {
  /** How many results were read back instead of computed. */
  resumed = 0;

  /** @param folder for this config's results; made if it is not there. Without one nothing is kept. */
  constructor(
    private readonly folder?: string,
    private readonly signal?: AbortSignal,
  ) {
    if (folder !== undefined) makeFolder(folder);
  }

  /**
   * The result of a step, computed unless it is there.
   *
   * @param name letters, digits and hyphens; unique within the run
   * @throws the signal's reason before work that has not begun; FileError for a stored result that cannot be read.
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

  /** Names of the steps that are finished. */
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

/** JSON, with what JSON has not: NaN and infinite numbers as { $number }, typed arrays as { $array, base64 } (little-endian). */
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
    const copy = new Uint8Array(bytes); // its own buffer, which starts at a multiple of 8
    return new arrays[item.$array as ArrayName](copy.buffer);
  }) as T;
}
