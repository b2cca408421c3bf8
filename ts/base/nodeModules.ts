// Modules of Node that take milliseconds to load are loaded at first use, so that importing xsift costs little.

/** A module that is looked up once: the look-up takes as long as to unpack a small file. */
function once<Module>(load: () => Module): () => Module {
  let module: Module | undefined;
  return () => (module ??= load());
}

const crypto = once(() => process.getBuiltinModule('node:crypto'));

/** A new SHA-256 hash, to be given data by `update`. */
export const sha256 = () => crypto().createHash('sha256');

/** Random bytes as hexadecimal digits, for names that no other process has. */
export const randomHex = (bytes: number): string => crypto().randomBytes(bytes).toString('hex');

export const zlib = once(() => process.getBuiltinModule('node:zlib'));
export const stream = once(() => process.getBuiltinModule('node:stream'));
