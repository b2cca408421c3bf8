import { XsiftError } from '../base/index.js';

/** Arrays by their path in an HDF5 file. */
export type Hdf5Arrays = Record<string, { shape: number[]; numbers: Float32Array }>;

/** The library, which is installed by those who need it: it is as large as all of xsift. */
async function library() {
  try {
    const { default: h5wasm } = await import('h5wasm');
    const { FS } = await h5wasm.ready;
    return { h5wasm, FS };
  } catch (cause) {
    throw new XsiftError(
      'files of Keras hold HDF5, for which xsift needs the package h5wasm: npm install h5wasm (version 0.10)',
      { cause },
    );
  }
}

/** The content of an HDF5 file with these arrays. It is made in memory. */
export async function writeHdf5(arrays: Hdf5Arrays): Promise<Uint8Array> {
  const { h5wasm, FS } = await library();
  const name = 'written.h5';
  const file = new h5wasm.File(name, 'w');
  try {
    for (const [path, { shape, numbers }] of Object.entries(arrays)) {
      const words = path.split('/');
      const groups = words.slice(0, -1).map((_, i) => words.slice(0, i + 1).join('/'));
      for (const group of groups) if (!file.get(group)) file.create_group(group);
      file.create_dataset({ name: path, data: numbers, shape, dtype: '<f4' });
    }
    file.flush();
  } finally {
    file.close();
  }
  const bytes = FS.readFile(name) as Uint8Array;
  FS.unlink(name);
  return bytes;
}

/** All arrays of numbers in an HDF5 file. */
export async function readHdf5(bytes: Uint8Array): Promise<Hdf5Arrays> {
  const { h5wasm, FS } = await library();
  const name = 'read.h5';
  FS.writeFile(name, bytes);
  const file = new h5wasm.File(name, 'r');
  const arrays: Hdf5Arrays = {};
  try {
    const visit = (group: InstanceType<typeof h5wasm.Group>, path: string): void => {
      for (const key of group.keys()) {
        const entry = group.get(key);
        if (entry instanceof h5wasm.Group) visit(entry, `${path}${key}/`);
        else if (entry instanceof h5wasm.Dataset) {
          const { value, shape } = entry;
          if (ArrayBuffer.isView(value))
            arrays[`${path}${key}`] = { shape: [...(shape ?? [])], numbers: Float32Array.from(value as Float32Array) };
        }
      }
    };
    visit(file, '');
  } finally {
    file.close();
    FS.unlink(name);
  }
  return arrays;
}
