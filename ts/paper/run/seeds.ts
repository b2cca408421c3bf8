import { createHash } from 'node:crypto';

/** A seed for one purpose, from the config's: whole number below 2^48. Other purposes have other ones. */
export function seedFor(seed: number, ...purpose: (string | number)[]): number {
  return createHash('sha256')
    .update(JSON.stringify([seed, ...purpose]))
    .digest()
    .readUIntBE(0, 6);
}
