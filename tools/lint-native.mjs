// The native layer rules of docs/design.md that no linter of ours knows: run by `npm run lint`, exit 1 with file and line.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const native = fileURLToPath(new URL('../native', import.meta.url));
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
console.log(complaints.join('\n') || 'native layers: ok');
process.exitCode = complaints.length ? 1 : 0;
