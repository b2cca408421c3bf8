// Builds a C++ program of the bench for this machine, once; undefined where that fails.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../build/bench/', import.meta.url));
const changed = (file) => statSync(file).mtimeMs;

/**
 * @param {string} source
 * @param {{ flags?: string[], libraries?: string[] }} options flags beside those of all: a peer gets the ones that favour it most.
 */
export function compiled(source, { flags = [], libraries = [] } = {}) {
  mkdirSync(folder, { recursive: true });
  const program = folder + basename(source, '.cpp');
  const beside = readdirSync(dirname(source)).filter((name) => name.endsWith('.h'));
  const newest = Math.max(changed(source), ...beside.map((name) => changed(`${dirname(source)}/${name}`)));
  if (existsSync(program) && changed(program) > newest) return program;
  const args = ['-std=c++17', '-O3', '-march=native', '-fopenmp', ...flags, source, '-o', program, ...libraries];
  return spawnSync(process.env.CXX ?? 'g++', args, { stdio: 'ignore' }).status === 0 ? program : undefined;
}
