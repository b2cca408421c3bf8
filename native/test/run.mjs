// Builds and runs the C++ tests with CMake and ctest; `--sanitize=memory` under AddressSanitizer and
// UndefinedBehaviorSanitizer, `--sanitize=threads` under ThreadSanitizer. Where CMake is absent it says so and succeeds: users need only npm.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sanitizer =
  process.argv.find((argument) => argument.startsWith('--sanitize='))?.slice('--sanitize='.length) ?? '';
const build = sanitizer ? `build/native-${sanitizer}` : 'build/native';
const run = (command, ...args) => spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status ?? 1;

if (spawnSync('cmake', ['--version'], { stdio: 'ignore' }).status !== 0) {
  console.log('C++ tests skipped: cmake not found (they need cmake >= 3.20; the addon itself does not)');
} else {
  process.exitCode =
    run('cmake', '-S', 'native', '-B', build, `-DXSIFT_SANITIZE=${sanitizer}`, '-Wno-dev') ||
    run('cmake', '--build', build, '--parallel', String(availableParallelism())) ||
    run('ctest', '--test-dir', build, '--output-on-failure');
}
