// Modules of Node that take it milliseconds to load are loaded when they are first used: importing xsift should cost little.

const crypto = () => process.getBuiltinModule('node:crypto');

/** A SHA-256 hash, to be fed. */
export const sha256 = () => crypto().createHash('sha256');

/** Random bytes as hexadecimal digits, for names that nobody else has. */
export const randomHex = (bytes: number): string => crypto().randomBytes(bytes).toString('hex');

export const zlib = () => process.getBuiltinModule('node:zlib');
export const stream = () => process.getBuiltinModule('node:stream');
