// Builds and runs the C++ tests with CMake and ctest; `--sanitize=memory` under AddressSanitizer and
// UndefinedBehaviorSanitizer, `--sanitize=threads` under ThreadSanitizer, `--arm` compiled for 64-bit ARM and run by qemu-user.
// Where CMake or what else it takes is absent it says so and succeeds: users need only npm.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sanitizer =
  process.argv.find((argument) => argument.startsWith('--sanitize='))?.slice('--sanitize='.length) ?? '';
const isArm = process.argv.includes('--arm');
const build = isArm ? 'build/native-arm' : sanitizer ? `build/native-${sanitizer}` : 'build/native';
// Fewer draws in the statistical tests under the emulator, and no OpenMP, of which static programs need a library of their own.
const arm = { compiler: 'aarch64-linux-gnu-g++', emulator: 'qemu-aarch64' };
const env = isArm ? { ...process.env, XSIFT_TEST_QUICK: '1', XSIFT_NO_OPENMP: '1' } : process.env;
const run = (command, ...args) => spawnSync(command, args, { cwd: root, stdio: 'inherit', env }).status ?? 1;
const has = (command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;

const cross = [
  '-DCMAKE_SYSTEM_NAME=Linux',
  '-DCMAKE_SYSTEM_PROCESSOR=aarch64',
  `-DCMAKE_CXX_COMPILER=${arm.compiler}`,
  `-DCMAKE_CROSSCOMPILING_EMULATOR=${arm.emulator}`,
  '-DCMAKE_EXE_LINKER_FLAGS=-static',
  '-DCMAKE_CXX_FLAGS=-DXSIFT_EMULATED', // no child processes
  '-DCMAKE_CXX_FLAGS_RELEASE=-O1', // the tests' own code: gcc 12 fails on it at -O2; the core has -O3 of its own
];
const lacking = isArm ? Object.values(arm).filter((command) => !has(command)) : [];

if (lacking.length > 0) {
  console.log(
    `C++ tests for 64-bit ARM skipped: ${lacking.join(' and ')} not found (Debian: g++-aarch64-linux-gnu, qemu-user)`,
  );
} else if (!has('cmake')) {
  console.log('C++ tests skipped: cmake not found (they need cmake >= 3.20; the addon itself does not)');
} else {
  process.exitCode =
    run('cmake', '-S', 'native', '-B', build, `-DXSIFT_SANITIZE=${sanitizer}`, '-Wno-dev', ...(isArm ? cross : [])) ||
    run('cmake', '--build', build, '--parallel', String(availableParallelism())) ||
    run('ctest', '--test-dir', build, '--output-on-failure');
}
