import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { statusOf } from './findFile.js';
import { type PackedFile, readPacked } from './fits/source.js';
import type { FileWarning } from './repairs.js';

/** What is read from a response's file. */
interface Kept {
  readonly file: string;
  readonly warnings?: readonly FileWarning[];
}

interface Entry {
  readonly path: string;
  readonly status: string;
  readonly value: Kept;
  /** Some of its bytes, by which files of the same content are looked for. */
  readonly sample: string;
  readonly size: number;
}

/** Bytes that are kept at most, of all files together. */
const mostBytes = 2 ** 26;

/**
 * What was read from files, for the next that ask for the same: by path, as long as the file does not change; and by content, because
 * the files of a catalogue are often copies of one response under many names. A copy costs no more than a comparison of its packed bytes
 * with those of the first, which is read again for it. The most recently used last.
 */
export class FileCache {
  readonly #entries = new Map<string, Entry>();
  /** Of each sample the place of the first file that has it. */
  readonly #places = new Map<string, string>();
  #bytes = 0;

  /**
   * @param key what is asked of the file, beside its path: equal keys give equal values
   * @param read interprets the file
   * @param sizeOf bytes that a value takes
   */
  get<Value extends Kept>(
    path: string,
    key: string,
    read: (packed: PackedFile) => Value,
    sizeOf: (value: Value) => number,
  ): Value {
    const whole = resolve(path);
    const place = `${key} ${whole}`;
    const status = statusText(path);
    const known = this.#entries.get(place);
    if (known?.status === status) return this.#used(place, known).value as Value;
    const packed = readPacked(path);
    const sample = `${key} ${sampleOf(packed.bytes)}`;
    const original = this.#sameContent(sample, packed);
    const value = original ? renamed(original as Value, path) : read(packed);
    if (original) copies.set(value, copies.get(original) ?? original);
    this.#drop(place);
    const entry = { path: whole, status, value, sample, size: sizeOf(value) };
    this.#bytes += entry.size;
    this.#entries.set(place, entry);
    if (!original) this.#places.set(sample, place);
    // The one that was just read is kept whatever its size: the next spectrum may ask for it.
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= mostBytes || oldest === place) break;
      this.#drop(oldest);
    }
    return value;
  }

  #used(place: string, entry: Entry): Entry {
    this.#entries.delete(place);
    this.#entries.set(place, entry);
    return entry;
  }

  #drop(place: string): void {
    const entry = this.#entries.get(place);
    if (!entry) return;
    this.#bytes -= entry.size;
    this.#entries.delete(place);
    if (this.#places.get(entry.sample) === place) this.#places.delete(entry.sample);
  }

  #sameContent(sample: string, { bytes }: PackedFile): Kept | undefined {
    const place = this.#places.get(sample);
    const entry = place === undefined ? undefined : this.#entries.get(place);
    if (place === undefined || !entry || statusText(entry.path) !== entry.status) return undefined;
    try {
      if (Buffer.compare(readFileSync(entry.path), bytes) !== 0) return undefined;
    } catch {
      // It went away since: then there is nothing to compare with.
      return undefined;
    }
    return this.#used(place, entry).value;
  }
}

/** The first of the same content. */
const copies = new WeakMap<object, object>();

/** The same for what was read from files of equal content: to be the key of what is made of it. */
export const contentOf = <Value extends object>(value: Value): Value => (copies.get(value) as Value) ?? value;

function renamed<Value extends Kept>(value: Value, file: string): Value {
  const warnings = value.warnings?.map((warning) => ({ ...warning, file }));
  // What is read on request stays so.
  const fields = Object.getOwnPropertyDescriptors(value);
  return Object.defineProperties({} as Value, {
    ...fields,
    file: { ...fields.file, value: file },
    warnings: { value: warnings, enumerable: true },
  });
}

function statusText(path: string): string {
  const status = statusOf(path);
  return `${status?.mtimeMs} ${status?.size} ${status?.ino}`;
}

const SAMPLES = 32;

/** The length of a file and bytes from all over it, its last ones (of gzip: a checksum) among them. */
function sampleOf(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = [bytes.length];
  for (let k = 0; bytes.length >= 8 && k <= SAMPLES; k++)
    words.push(view.getUint32(Math.floor((k * (bytes.length - 8)) / SAMPLES)));
  if (bytes.length >= 8) words.push(view.getUint32(bytes.length - 4));
  return words.join(' ');
}
