// npm run bench -- --scaling: time and peak memory against the number of spectra and of threads. Writes
// bench/results/scaling.json, two plots, and the section of docs/performance.md.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { figurePicture } from '../dist/chart/picture.js';
import { machine } from './machine.mjs';
import { figures } from './table.mjs';

const program = fileURLToPath(new URL('./scaling-point.mjs', import.meta.url));

/** What is run, and up to how many spectra. */
const works = [
  { work: 'simulate in shards', maxSpectra: 1e6, threaded: true },
  { work: 'simulate to a file', maxSpectra: 1e6 },
  { work: 'predict', maxSpectra: 1e6, threaded: true },
  { work: 'train ten networks', maxSpectra: 1e5, threaded: true },
  { work: 'classify files', maxSpectra: 3e3 },
];
const everySize = [1e3, 3e3, 1e4, 3e4, 1e5, 3e5, 1e6];

export function measureScaling({ most: limit = 1e6, log }) {
  const points = [];
  const threadCounts = [...new Set([1, 2, 4, 8, 16, 32, 64, availableParallelism()])].sort((a, b) => a - b);
  const counts = threadCounts.filter((n) => n <= availableParallelism());
  for (const { work, maxSpectra, threaded } of works)
    for (const threads of threaded ? counts : [counts.at(-1)])
      for (const spectra of everySize.filter((n) => n <= Math.min(maxSpectra, limit))) {
        const { status, stdout, stderr } = spawnSync(
          process.execPath,
          [program, work, String(spectra), String(threads)],
          {
            encoding: 'utf8',
          },
        );
        if (status !== 0) throw new Error(`${work}, ${spectra} spectra: ${stderr}`);
        const { seconds, peak } = JSON.parse(stdout);
        points.push({ work, threads, spectra, seconds, peak });
        log(
          `${work}, ${threads} threads, ${spectra} spectra: ${figures(seconds)} s, ${Math.round(peak / 2 ** 20)} MiB`,
        );
      }
  return { machine: machine(), points };
}

/** The points of each work and number of threads. */
function lines(points) {
  const named = new Map();
  for (const point of points) {
    const name = `${point.work}, ${point.threads} thread${point.threads > 1 ? 's' : ''}`;
    named.set(name, [...(named.get(name) ?? []), point]);
  }
  return [...named].map(([name, linePoints]) => ({ name, linePoints }));
}

/** A panel for each work, a curve for each number of threads, in one colour in all panels. */
function picture(points, label, value) {
  const names = [...new Set(points.map(({ work }) => work))];
  const counts = [...new Set(points.map(({ threads }) => threads))].sort((a, b) => a - b);
  const panels = names.map((name) => ({
    kind: /** @type {const} */ ('chart'),
    title: name,
    x: { label: 'Spectra', type: /** @type {const} */ ('log') },
    y: { label, type: /** @type {const} */ ('log') },
    series: lines(points.filter(({ work }) => work === name)).map(({ linePoints }) => {
      const { threads } = linePoints[0];
      const numbers = {
        x: linePoints.map(({ spectra }) => spectra),
        y: linePoints.map(value),
        colour: counts.indexOf(threads),
      };
      return { name: `${threads} thread${threads > 1 ? 's' : ''}`, kind: /** @type {const} */ ('line'), ...numbers };
    }),
  }));
  return figurePicture({ panels, hasSharedLegend: true }).png;
}

export const scalingPlots = ({ points }) => ({
  time: picture(points, 'Time (s)', ({ seconds }) => seconds),
  memory: picture(points, 'Peak memory (MiB)', ({ peak }) => peak / 2 ** 20),
});

/** A row for each line of the plots: what a further spectrum costs, early and late. */
function costs(points) {
  return lines(points).map(({ name, linePoints }) => {
    const between = (a, b, value) => (value(b) - value(a)) / (b.spectra - a.spectra);
    const time = (a, b) => 1e6 * between(a, b, ({ seconds }) => seconds);
    const memory = between(linePoints[0], linePoints.at(-1), ({ peak }) => peak);
    const [early, late] = [
      time(linePoints[0], linePoints[2] ?? linePoints.at(-1)),
      time(linePoints.at(-3) ?? linePoints[0], linePoints.at(-1)),
    ];
    const peak = Math.round(linePoints.at(-1).peak / 2 ** 20).toLocaleString('en');
    return [name, linePoints.at(-1).spectra.toLocaleString('en'), figures(early), figures(late), peak, figures(memory)];
  });
}

export function scalingSection({ machine: { cpu, cpus, xsift, instructionSet }, points }) {
  const head = ['', 'spectra', 'us/spectrum at first', 'at last', 'peak memory, MiB', 'bytes/spectrum'];
  const table = [head, head.map(() => '---'), ...costs(points)].map((row) => `| ${row.join(' | ')} |`).join('\n');
  return `## Scaling

By \`npm run bench -- --scaling\` on ${cpu}, ${cpus} CPUs, xsift ${xsift} with its ${instructionSet} kernels; each point is
a process of its own. \`simulate in shards\` keeps no counts, \`simulate to a file\` does what \`xsift simulate\` does and writes
each shard while the next is simulated, \`predict\` classifies ten thousand spectra over and over, \`train ten networks\` is a
cross-validation of two epochs, which holds its spectra, \`classify files\` reads PHA, RMF and ARF of every source. The cost of a
further spectrum is that between the first three sizes and that between the last three; the
bytes of one are those between the first size and the last.

${table}

![Time against the number of spectra](performance-scaling-time.png)
![Peak memory against the number of spectra](performance-scaling-memory.png)
`;
}
