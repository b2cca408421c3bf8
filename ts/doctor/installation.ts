import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dataFile, packageVersion, sha256, threadSetting, XsiftError } from '../base/index.js';
import { buildInfo, type InstructionSet, nativeFile } from '../native/index.js';

/** A file of the tables that come with the package. */
export interface EmbeddedFile {
  /** Its path in the package's folder `data`. */
  name: string;
  /** As the file says; undefined where it says none. */
  version?: string;
  bytes: number;
  /** The first 16 hexadecimal digits of the SHA-256 of its bytes. */
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
  /** The C library, such as `glibc 2.36`; undefined where Node does not say. */
  libc?: string;
  cpu: string;
  /** The budget of threads, and the environment variable that sets it; none when it is the number of CPUs. */
  threads: { count: number; from?: string };
  /** The native part, or why it cannot be loaded. */
  native: NativePart | { error: string };
  data: EmbeddedFile[];
}

/** The native part of this installation. */
export interface NativePart {
  /** Its file, and whether it came with the package or was compiled on this machine. */
  file: string;
  origin: 'prebuilt' | 'compiled here';
  compiler: string;
  openmp: boolean;
  /** The kernels that run, and all that this machine and build have. */
  instructionSet: InstructionSet;
  instructionSets: InstructionSet[];
}

/**
 * Says what is installed here and what it runs on: versions, kernels, threads, the native part, the embedded tables. Where the native
 * part cannot be loaded, it says why.
 *
 * @throws ParameterError for an environment variable that sets the threads to something else than a number from 1 to 1024.
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
