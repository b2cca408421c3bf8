// node native/test/weak.mjs ARCHIVE: no weak symbol of the library has AVX instructions in it. The linker keeps one of all weak
// functions of a name; were it one that a target pragma has compiled (cpu/foreach_isa.h), it would end the program on a CPU
// without AVX. One in the unnamed namespace of a variant is not weak.
import { spawnSync } from 'node:child_process';

function output(command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (error && 'code' in error && error.code === 'ENOENT') return undefined;
  if (status !== 0) throw new Error(`${command}: ${error?.message ?? stderr}`);
  return stdout;
}

/** The weak functions among `symbols` (of nm) whose code in `listing` (of objdump -d) has instructions of AVX. */
function weakWithAvx(symbols, listing) {
  const weak = new Set([...symbols.matchAll(/ [WVu] (\S+)$/gm)].map(([, name]) => name));
  const functions = listing.split(/^[0-9a-f]+ (?=<.*>:$)/m).slice(1);
  const withAvx = functions.filter((code) => /\t(v[a-z0-9]+ |.*%[yz]mm)/.test(code));
  const names = withAvx.map((code) => code.slice(1, code.indexOf('>:')));
  return { functions: names.length, weak: names.filter((name) => weak.has(name)) };
}

const [archive] = process.argv.slice(2);
const symbols = output('nm', '--defined-only', archive);
const listing = output('objdump', '-d', '--no-show-raw-insn', archive);
if (symbols === undefined || listing === undefined) {
  console.log('weak symbols not looked at: nm or objdump not found (Debian: binutils)');
} else {
  const found = weakWithAvx(symbols, listing);
  console.log(`${found.functions} functions with AVX, of which weak: ${found.weak.join(' ') || 'none'}`);
  if (found.functions === 0) console.log('there should be some: the kernels of avx2 and avx512');
  process.exitCode = found.functions === 0 || found.weak.length > 0 ? 1 : 0;
}
