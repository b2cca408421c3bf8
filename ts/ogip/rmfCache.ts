import { DiskCache, FileError, packageVersion } from '../base/index.js';
import { contentOf } from './fileCache.js';
import { readUnpacked } from './fits/read.js';
import { type PackedFile, readPacked, unpacked } from './fits/source.js';
import type { FileWarning } from './repairs.js';
import { type ReadRmfOptions, rmfOf } from './rmf.js';
import type { Rmf } from './types.js';

/** The parts of a matrix's file that may have millions of numbers. */
type Elements = Pick<Rmf, 'nGrp' | 'fChan' | 'nChan' | 'matrix'>;
const arrays = ['energLo', 'energHi', 'eMin', 'eMax'] as const;

/** The entry that a matrix belongs to. */
interface Known {
  readonly cache: DiskCache;
  readonly key: string;
}
const known = new WeakMap<Rmf, Known>();

/** The cache folder that a matrix was read with, and the key of its content there. */
export const cacheOf = (rmf: Rmf): Known | undefined => known.get(contentOf(rmf));

/**
 * Reads a matrix, all but its groups and elements from the cache where an earlier run left them: channels, energies, names and
 * warnings, which are those of all that was checked then. The digest of the packed bytes says whether the file is the same. Groups and
 * elements are read from the file when they are asked for, and forgotten when nothing uses them.
 */
export function cachedRmf(packed: PackedFile, options: ReadRmfOptions, folder: string): Rmf {
  const cache = new DiskCache(folder);
  const key = DiskCache.key(packageVersion, 'rmf', JSON.stringify(options), packed.bytes);
  const text = cache.read(key);
  const rmf = text === undefined ? undefined : withoutElements(text, packed.file, options, key);
  const read = rmf ?? rmfOf(readUnpacked(unpacked(packed, true)), options);
  if (!rmf) cache.write(key, textOf(read));
  known.set(read, { cache, key });
  return read;
}

/** Whether the elements of a matrix are in memory. */
const onRequest = new WeakSet<Rmf>();
export const hasElements = (rmf: Rmf): boolean => !onRequest.has(contentOf(rmf));

function textOf({ nGrp: _, fChan: __, nChan: ___, matrix: ____, channel: _____, file: ______, ...rmf }: Rmf): string {
  const numbers = Object.fromEntries(arrays.map((name) => [name, encoded(rmf[name] as Float64Array)]));
  const warnings = rmf.warnings?.map(({ name, message }) => ({ name, message }));
  return JSON.stringify({ ...rmf, ...numbers, warnings });
}

function withoutElements(text: string, file: string, options: ReadRmfOptions, key: string): Rmf {
  const { warnings, ...head } = JSON.parse(text);
  for (const name of arrays) head[name] = decoded(head[name]);
  let kept: WeakRef<Elements> | undefined;
  const elements = (): Elements => {
    const there = kept?.deref();
    if (there) return there;
    const packed = readPacked(file);
    if (DiskCache.key(packageVersion, 'rmf', JSON.stringify(options), packed.bytes) !== key)
      throw new FileError(file, 'changed while it was in use; classify its spectra again');
    const { nGrp, fChan, nChan, matrix } = rmfOf(readUnpacked(unpacked(packed, true)), options);
    const read = { nGrp, fChan, nChan, matrix };
    kept = new WeakRef(read);
    return read;
  };
  const rmf: Rmf = {
    file,
    ...head,
    channel: new Int32Array(head.detChans).map((_, i) => head.firstChannel + i),
    warnings: warnings?.map((warning: FileWarning) => ({ ...warning, file })),
    get nGrp() {
      return elements().nGrp;
    },
    get fChan() {
      return elements().fChan;
    },
    get nChan() {
      return elements().nChan;
    },
    get matrix() {
      return elements().matrix;
    },
  };
  onRequest.add(rmf);
  return rmf;
}

/** In single precision where that is all that the numbers have. */
function encoded(values: Float64Array): { single: boolean; base64: string } {
  const singles = Float32Array.from(values);
  const single = singles.every((value, i) => value === values[i]);
  const { buffer, byteOffset, byteLength } = single ? singles : values;
  return { single, base64: Buffer.from(buffer, byteOffset, byteLength).toString('base64') };
}

function decoded({ single, base64 }: { single: boolean; base64: string }): Float64Array {
  const { buffer, byteOffset, byteLength } = Buffer.from(base64, 'base64');
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength);
  return single ? Float64Array.from(new Float32Array(bytes)) : new Float64Array(bytes);
}
