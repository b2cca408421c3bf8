// Modules of Node that take milliseconds to load are loaded at first use, so that importing xsift costs little.

const crypto = () => process.getBuiltinModule('node:crypto');

/** A new SHA-256 hash, to be given data by `update`. */
export const sha256 = () => crypto().createHash('sha256');

/** Random bytes as hexadecimal digits, for names that no other process has. */
export const randomHex = (bytes: number): string => crypto().randomBytes(bytes).toString('hex');

export const zlib = () => process.getBuiltinModule('node:zlib');
export const stream = () => process.getBuiltinModule('node:stream');
