// Answers binding.gyp's questions at configure time: `sources` (native/sources.txt), `openmp` (1 when the compiler has it).
// gyp and CMake must build the same files with the same floating-point rules; both read native/sources.txt.
'use strict';
const { execFileSync } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

function sources() {
  return readFileSync(join(__dirname, 'sources.txt'), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => `native/${line}`)
    .join('\n');
}

// A probe, because "gcc" may be a clang without libomp, and a build without OpenMP must still succeed (it is then serial).
function openmp() {
  if (process.platform === 'win32' || process.platform === 'darwin' || process.env.XSIFT_NO_OPENMP) return 0;
  const folder = mkdtempSync(join(tmpdir(), 'xsift-openmp-'));
  try {
    const file = join(folder, 'probe.cpp');
    writeFileSync(file, '#include <omp.h>\nint main() { return omp_get_max_threads() > 0 ? 0 : 1; }\n');
    const compiler = (process.env.CXX || 'g++').split(/\s+/);
    execFileSync(compiler[0], [...compiler.slice(1), '-fopenmp', file, '-o', join(folder, 'probe')], {
      stdio: 'ignore',
    });
    return 1;
  } catch {
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const question = process.argv[2];
if (question === 'sources') console.log(sources());
else if (question === 'openmp') console.log(openmp());
else {
  console.error(`build-flags: unknown question '${question}'; use sources or openmp`);
  process.exitCode = 2;
}
