import { atomicWrite } from '../ogip/index.js';
import type { Picture } from './plot.js';

/**
 * Writes a picture as `path`.svg and `path`.png, each under a temporary name first.
 *
 * @param path folder and name without suffix
 * @throws FileError if a file cannot be written.
 */
export function savePicture(path: string, { svg, png }: Picture): void {
  atomicWrite(`${path}.svg`, svg);
  atomicWrite(`${path}.png`, png);
}
