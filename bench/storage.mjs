// Where spectra kept as lists pay (native/storage.cpp), for docs/performance.md.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { figures } from './table.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The program's table; undefined, with a line that says why, where it cannot be built. */
export function measureStorage({ log }) {
  log('storage as lists');
  for (const args of [
    ['-S', 'native', '-B', 'build/native', '-Wno-dev'],
    ['--build', 'build/native', '--target', 'storage', '--parallel', '2'],
  ]) {
    const { status } = spawnSync('cmake', args, { cwd: root, stdio: 'ignore' });
    if (status === 0) continue;
    log('  skipped: it needs CMake and a C++ compiler');
    return undefined;
  }
  const { status, stdout, stderr } = spawnSync(`${root}build/native/storage`, [], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`bench/native/storage: ${stderr || status}`);
  return JSON.parse(stdout);
}

/** Between the last fill at which lists are the faster and the next: where the two lines cross. */
function crossing(points, value) {
  const gain = ({ lists, whole }) => Math.log(lists[value] / whole[value]);
  const after = points.findIndex((point) => gain(point) < 0);
  if (after <= 0) return after === 0 ? undefined : points.at(-1).fill;
  const [a, b] = [points[after - 1], points[after]];
  return a.fill + ((b.fill - a.fill) * gain(a)) / (gain(a) - gain(b));
}

export function storageSection(points) {
  const head = ['channels with counts', 'bytes/spectrum', 'whole', 'predict, M/s', 'whole', 'train, M/s', 'whole'];
  const rows = points.map(({ fill, lists, whole }) => [
    `${figures(100 * fill)} %`,
    ...['bytes', 'predict', 'train'].flatMap((value) => [figures(lists[value]), figures(whole[value])]),
  ]);
  const table = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
  const predict = crossing(points, 'predict');
  const train = crossing(points, 'train');
  const says = (share) => (share === undefined ? 'nowhere' : `up to ${figures(100 * share, 2)} % of the channels`);
  return `## Sparse storage

A plane of counts is kept as a list of its channels where at most one in 16 (6.25 %) has something, else whole, a byte a channel
(native/core/network/counts.h). 100,000 spectra of 527 channels, one thread, bench/native/storage.cpp: lists are the smaller up
to a third of the channels, the faster to predict from ${says(predict)}, and the faster to train on
${says(train)} (training writes them out). One in 16 is where prediction and memory still gain much and training loses
little.

${table}
`;
}
