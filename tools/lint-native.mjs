// The native layer rules of docs/design.md that no linter of ours knows, and the format of C++ files (.clang-format): run by
// `npm run lint`, exit 1 with file and line. With --write, as `npm run format` has it, files are formatted instead.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const native = fileURLToPath(new URL('../native', import.meta.url));
const bench = fileURLToPath(new URL('../bench/native', import.meta.url));
const complaints = [];
const sources = readFileSync(join(native, 'sources.txt'), 'utf8')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'));

for (const entry of readdirSync(native, { recursive: true, encoding: 'utf8' })) {
  const file = entry.replaceAll('\\', '/');
  if (!/\.(h|cpp|inc)$/.test(file)) continue;
  const isCore = file.startsWith('core/');
  if (/^(core|addon)\/.*\.cpp$/.test(file) && !sources.includes(file))
    complaints.push(`native/${file}: not in native/sources.txt`);
  readFileSync(join(native, entry), 'utf8')
    .split('\n')
    .forEach((line, index) => {
      const where = `native/${file}:${index + 1}`;
      if (isCore && /#include\s*[<"](napi|node|v8|uv|addon\/)/.test(line))
        complaints.push(`${where}: core knows no Node header`);
      if (/#\s*pragma\s+omp/.test(line) && file !== 'core/cpu/parallel.cpp')
        complaints.push(`${where}: OpenMP pragmas belong in core/cpu/parallel.cpp`);
      if (/omp_set_num_threads\s*\(/.test(line))
        complaints.push(`${where}: pass num_threads instead; omp_set_num_threads outlives the call`);
      if (/#include\s*"\.\.?\//.test(line))
        complaints.push(`${where}: include by path from native/, e.g. "core/cpu/parallel.h"`);
    });
}
for (const source of sources) {
  try {
    readFileSync(join(native, source));
  } catch {
    complaints.push(`native/sources.txt: ${source} does not exist`);
  }
}
// What ships (binding.gyp) and what is tested (CMakeLists.txt) must be compiled alike: flags of code generation, macros.
const [target] = JSON.parse(readFileSync(join(native, '../binding.gyp'), 'utf8')).targets;
const cmake = readFileSync(join(native, 'CMakeLists.txt'), 'utf8');
for (const flag of [...target.cflags, ...target.defines])
  if (!cmake.includes(flag)) complaints.push(`native/CMakeLists.txt: lacks ${flag} of binding.gyp`);
for (const flag of target.cflags.filter((name) => !name.includes('visibility')))
  if (!target.xcode_settings.OTHER_CPLUSPLUSFLAGS.includes(flag))
    complaints.push(`binding.gyp: xcode_settings lacks ${flag} of cflags`);
for (const flag of cmake.match(/-f(?!sanitize|no-sanitize)[a-z-]+(=[a-z]+)?/g) ?? [])
  if (!target.cflags.includes(flag)) complaints.push(`binding.gyp: cflags lacks ${flag} of native/CMakeLists.txt`);

/** The binary that comes with the package; undefined where it has none for this platform. */
function clangFormat() {
  try {
    return createRequire(import.meta.url)('clang-format').getNativeBinary();
  } catch {
    return undefined;
  }
}

const format = clangFormat();
if (format) {
  const files = [native, bench].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(h|cpp|inc)$/.test(name))
      .map((name) => join(folder, name)),
  );
  const mode = process.argv.includes('--write') ? ['-i'] : ['--dry-run', '-Werror'];
  const { status, stderr, error } = spawnSync(format, [...mode, ...files], { encoding: 'utf8' });
  if (status !== 0) complaints.push(error?.message ?? stderr.trim(), 'to format them: npm run format');
} else {
  console.log(
    `C++ format not looked at: the package clang-format has no binary for ${process.platform}-${process.arch}`,
  );
}
console.log(complaints.join('\n') || 'native layers: ok');
process.exitCode = complaints.length ? 1 : 0;
