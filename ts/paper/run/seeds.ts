import { createHash } from 'node:crypto';

/** Derives a seed for one purpose from that of the config: a whole number below 2^48, different for each purpose. */
export function seedFor(seed: number, ...purpose: (string | number)[]): number {
  return createHash('sha256')
    .update(JSON.stringify([seed, ...purpose]))
    .digest()
    .readUIntBE(0, 6);
}
