// What xsift is compared with. Each peer is a program in its own process that gets the folder of the data and its arguments,
// prepares itself, and then measures whenever it is asked, so that all contenders of a case are measured in turn.
//
// Protocol, one JSON object a line. First from the peer: { version, items } when it is ready (warm, data loaded), or
// { skip: reason }. Then for each { seconds } it is sent, it repeats its work (`items` items a time) for about so long and
// answers { seconds: median of one repetition }. It ends at the end of its input.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { compiled } from '../compile.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/** name: the program, and for compiled ones the libraries to link. */
const peers = {
  'onnxruntime-node': { node: 'onnxruntime.mjs', needs: 'onnxruntime-node' },
  'tfjs-wasm': { node: 'tfjs.mjs', needs: '@tensorflow/tfjs-backend-wasm', args: ['wasm'] },
  'tfjs-cpu': { node: 'tfjs.mjs', needs: '@tensorflow/tfjs', args: ['cpu'] },
  '@stdlib': { node: 'stdlib.mjs', needs: '@stdlib/random-base-poisson' },
  numpy: { python: 'numpy_peer.py', needs: 'numpy' },
  scipy: { python: 'scipy_peer.py', needs: 'scipy' },
  PyTorch: { python: 'torch_peer.py', needs: 'torch' },
  'scikit-learn': { python: 'sklearn_peer.py', needs: 'sklearn' },
  OpenBLAS: { native: 'openblas.cpp', libraries: ['-lopenblas'], needs: 'cblas.h', package: 'libopenblas-dev' },
  Eigen: { native: 'eigen.cpp', libraries: [], needs: 'Eigen/Sparse', package: 'libeigen3-dev' },
  'std::poisson_distribution': { native: 'poisson.cpp', libraries: [], needs: 'random' },
};

/**
 * OpenBLAS takes kernels for old CPUs where it does not know the CPU's name, which would flatter us; what the CPU can do
 * is told here, whatever the environment says.
 */
function environment(threads) {
  const flags = existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : '';
  const core = /\bavx512vl\b/.test(flags) ? 'SKYLAKEX' : /\bavx2\b/.test(flags) ? 'HASWELL' : undefined;
  return {
    ...process.env,
    ...(core && { OPENBLAS_CORETYPE: core }),
    OPENBLAS_NUM_THREADS: String(threads),
    OMP_NUM_THREADS: String(threads),
    NODE_NO_WARNINGS: '1',
  };
}

/** The first Python that has the module: the one on the path, or the system's with its packages. */
function pythonWith(module) {
  return ['python3', '/usr/bin/python3'].find(
    (python) => spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0,
  );
}

/** The program's command, or why there is none. @returns {{ command: string, args: string[] } | { skip: string }} */
function commandOf({ node, python, native, needs, libraries, package: debian, args = [] }) {
  if (node) {
    if (!existsSync(`${here}node_modules/${needs}`)) return { skip: `${needs} is not installed: npm run bench:peers` };
    return { command: process.execPath, args: [`${here}node/${node}`, ...args] };
  }
  if (python) {
    const found = pythonWith(needs);
    const debianPackage = needs === 'sklearn' ? 'python3-sklearn' : `python3-${needs}`;
    if (!found) return { skip: `no Python has ${needs} (Debian: ${debianPackage})` };
    return { command: found, args: [`${here}python/${python}`, ...args] };
  }
  const program = compiled(`${here}native/${native}`, { flags: ['-ffast-math', '-I/usr/include/eigen3'], libraries });
  if (!program) return { skip: `<${needs}> was not found${debian ? ` (Debian: ${debian})` : ', or no g++'}` };
  return { command: program, args };
}

/** A contender ({ name, version, measure, close }), or { skip: reason }. */
export async function startPeer(name, args, { threads, data, quick }) {
  if (!peers[name]) throw new Error(`no peer is named ${name}; there are ${Object.keys(peers).join(', ')}`);
  const program = commandOf(peers[name]);
  if ('skip' in program) return program;
  const child = spawn(
    program.command,
    [...program.args, data.folder, String(threads), quick ? 'quick' : 'full', ...args],
    {
      env: environment(threads),
      stdio: 'pipe',
    },
  );
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints = (complaints + chunk).slice(-2000);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`peer ${name} ended: ${complaints.trim()}`);
      if (value.startsWith('{')) return JSON.parse(value);
    }
  };
  const ready = await answer();
  if (ready.skip) {
    child.stdin.end();
    return ready;
  }
  return {
    name: args.length && ready.label ? `${name} ${ready.label}` : name,
    version: ready.version,
    measure: async (seconds) => {
      child.stdin.write(`${JSON.stringify({ seconds })}\n`);
      return (await answer()).seconds / ready.items;
    },
    close: () =>
      /** @type {Promise<void>} */ (
        new Promise((resolve) => {
          child.once('close', () => resolve());
          child.stdin.end();
        })
      ),
  };
}
