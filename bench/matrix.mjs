// npm run bench:matrix: reading and applying a matrix of 60,000 channels x 60,000 rows, the size of XRISM Resolve's.
// Times are CPU time of the process, since other work on the machine does not change it; memory is what the process held most
// (peak) and holds at the end, less what it held before. `--rows N` makes a smaller one, `--strict` fails when a limit is missed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { applyResponse, createResponse } from '../dist/index.js';
import { readRmf, writeRmf } from '../dist/ogip/index.js';

const limits = { read: 1000, apply: 2, memory: 3 };

/** Lines of 5 eV FWHM to 5 sigma in channels and rows of 0.5 eV: some 43 elements a row. */
export function gaussianRmf(rows) {
  const [width, sigma] = [0.0005, 0.005 / 2.3548];
  const edges = Float64Array.from({ length: rows + 1 }, (_, i) => 0.1 + i * width);
  const [energLo, energHi] = [edges.slice(0, -1), edges.slice(1)];
  const half = Math.ceil((5 * sigma) / width);
  const [fChan, nChan] = [new Int32Array(rows), new Int32Array(rows)];
  const matrix = [];
  for (let row = 0; row < rows; row++) {
    const [first, end] = [Math.max(0, row - half), Math.min(rows, row + half + 1)];
    [fChan[row], nChan[row]] = [first + 1, end - first];
    for (let c = first; c < end; c++)
      matrix.push(((width / sigma) * Math.exp(-0.5 * (((c - row) * width) / sigma) ** 2)) / Math.sqrt(2 * Math.PI));
  }
  const channel = Int32Array.from({ length: rows }, (_, i) => i + 1);
  return {
    file: 'made',
    energLo,
    energHi,
    nGrp: new Int32Array(rows).fill(1),
    fChan,
    nChan,
    matrix: Float32Array.from(matrix),
    firstChannel: 1,
    detChans: rows,
    channel,
    eMin: energLo,
    eMax: energHi,
    includesArea: false,
    index: 1,
    matrices: 1,
  }; // prettier-ignore
}

/** In a process of its own, so that nothing else is in its memory: the numbers of this file's `report`. */
function measure(file, small) {
  const memory = () => {
    for (let i = 0; i < 2; i++) globalThis.gc?.();
    return process.memoryUsage().rss;
  };
  const cpu = (since) => {
    const { user, system } = process.cpuUsage(since);
    return (user + system) / 1000;
  }; // prettier-ignore
  createResponse(readRmf(small)); // the addon is loaded, the code compiled
  const before = memory();
  let start = process.cpuUsage();
  const rmf = readRmf(file);
  const read = cpu(start);
  start = process.cpuUsage();
  const response = createResponse(rmf);
  const create = cpu(start);
  const held = memory() - before;
  const peak = process.resourceUsage().maxRSS * 1024 - before;
  const flux = new Float64Array(response.energies).fill(1e-3);
  for (let i = 0; i < 5; i++) applyResponse(response, flux, 1e4);
  // The best of blocks: other work on the machine takes away cache and memory bandwidth too.
  let apply = Infinity;
  for (let block = 0; block < 40; block++) {
    start = process.cpuUsage();
    for (let i = 0; i < 10; i++) applyResponse(response, flux, 1e4);
    apply = Math.min(apply, cpu(start) / 10);
  }
  const numbers = [
    rmf.matrix,
    rmf.energLo,
    rmf.energHi,
    rmf.eMin,
    rmf.eMax,
    rmf.nGrp,
    rmf.fChan,
    rmf.nChan,
    rmf.channel,
  ];
  const bytes = numbers.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return { elements: rmf.matrix.length, bytes, read, create, apply, peak, held };
}

function report({ elements, bytes, read, create, apply, peak, held }, fileBytes) {
  const MB = (size) => `${(size / 1e6).toFixed(1)} MB`;
  const times = (size) => `${MB(size)}, ${(size / bytes).toFixed(2)} times its numbers`;
  console.log(
    `elements            ${elements.toLocaleString('en')}; all numbers ${MB(bytes)}, in a file of ${MB(fileBytes)}`,
  );
  console.log(`read (readRmf)      ${read.toFixed(0)} ms of CPU`);
  console.log(`createResponse      ${create.toFixed(0)} ms of CPU`);
  console.log(`apply, one spectrum ${apply.toFixed(2)} ms of CPU (best of 40 blocks of 10)`);
  console.log(`memory, held        ${times(held)}: matrix and response`);
  console.log(`memory, peak        ${times(peak)}: with the file, and what is not yet collected`);
  return read < limits.read && apply < limits.apply && held <= limits.memory * bytes;
}

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '60000' },
    strict: { type: 'boolean', default: false },
    file: { type: 'string' },
    small: { type: 'string' },
  },
});
if (options.file) console.log(JSON.stringify(measure(options.file, options.small)));
else {
  const folder = mkdtempSync(join(tmpdir(), 'xsift-matrix-'));
  try {
    const file = join(folder, 'big.rmf');
    const small = join(folder, 'small.rmf');
    writeRmf(file, gaussianRmf(Number(options.rows)));
    writeRmf(small, gaussianRmf(3000));
    const child = spawnSync(
      process.execPath,
      ['--expose-gc', fileURLToPath(import.meta.url), '--file', file, '--small', small],
      {
        encoding: 'utf8',
      },
    );
    if (child.status !== 0) throw new Error(child.stderr);
    const isWithin = report(JSON.parse(child.stdout), statSync(file).size);
    if (options.strict && !isWithin) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
