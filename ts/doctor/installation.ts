import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dataFile, packageVersion, sha256, threadSetting, XsiftError } from '../base/index.js';
import { buildInfo, type InstructionSet, nativeFile } from '../native/index.js';

/** One of the tables that come with the package. */
export interface EmbeddedFile {
  /** Path in the package's folder `data`. */
  name: string;
  /** Version that the file states, if any. */
  version?: string;
  bytes: number;
  /** The first 16 hexadecimal digits of the SHA-256 of the file. */
  digest: string;
}

/** What is installed here and what it runs on. */
export interface Installation {
  version: string;
  /** Versions of Node and of its Node-API. */
  node: string;
  napi: string;
  platform: string;
  arch: string;
  /** The C library, such as `glibc 2.36`; undefined where Node does not tell. */
  libc?: string;
  cpu: string;
  /** The budget of threads, and the environment variable that sets it (absent if it is the number of CPUs). */
  threads: { count: number; from?: string };
  /** The native addon, or why it cannot be loaded. */
  native: NativePart | { error: string };
  data: EmbeddedFile[];
}

/** The native addon of this installation. */
export interface NativePart {
  /** Path of the addon, and whether it came with the package or was compiled on this machine. */
  file: string;
  origin: 'prebuilt' | 'compiled here';
  compiler: string;
  openmp: boolean;
  /** The variant of the kernels that is used, and all variants that this machine and build support. */
  instructionSet: InstructionSet;
  instructionSets: InstructionSet[];
}

/**
 * Describes the installation and the machine: versions, kernels, threads, the native addon (or why it cannot be
 * loaded), the embedded tables.
 *
 * @throws ParameterError if an environment variable sets the number of threads to anything but a whole number from 1 to
 *   1024.
 */
export function installation(): Installation {
  const { threads, from } = threadSetting();
  return {
    version: packageVersion,
    node: process.versions.node,
    napi: process.versions.napi ?? 'unknown',
    platform: process.platform,
    arch: process.arch,
    libc: libc(),
    cpu: cpus()[0]?.model.trim() || 'unknown',
    threads: { count: threads, from },
    native: nativePart(),
    data: embeddedFiles(),
  };
}

function nativePart(): NativePart | { error: string } {
  try {
    const { openmp, compiler, isa, supported } = buildInfo();
    const file = nativeFile();
    const origin = /[\\/]prebuilds[\\/]/.test(file) ? 'prebuilt' : 'compiled here';
    return { file, origin, compiler, openmp, instructionSet: isa, instructionSets: supported };
  } catch (error) {
    if (!(error instanceof XsiftError)) throw error;
    return { error: error.message };
  }
}

function libc(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime ? `glibc ${header.glibcVersionRuntime}` : 'musl';
}

function embeddedFiles(): EmbeddedFile[] {
  const folder = dataFile('');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map(({ parentPath, name }) => {
      const path = `${parentPath}/${name}`;
      const bytes = readFileSync(path);
      return {
        name: path.slice(folder.length).replaceAll('\\', '/').replace(/^\//, ''),
        version: name.endsWith('.json') ? versionIn(bytes) : undefined,
        bytes: bytes.length,
        digest: sha256().update(bytes).digest('hex').slice(0, 16),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function versionIn(bytes: Buffer): string | undefined {
  const { version } = JSON.parse(bytes.toString('utf8'));
  return version === undefined ? undefined : String(version);
}
