export {
  checkFloat64,
  checkList,
  checkNumber,
  checkObject,
  checkOptions,
  checkWhole,
  isWholeWithin,
  isWithin,
  type Limits,
  numberWords,
  wordsFor,
} from './arguments.js';
export {
  atomicWrite,
  atomicWritePieces,
  atomicWriteStream,
  canOverwrite,
  type Overwrite,
  spooled,
} from './atomicWrite.js';
export { type Band, bandChannels, checkBand, defaultBand, differingEdge, isBand } from './band.js';
export { dataFile, packageFile, readData, readJson } from './dataFile.js';
export { DiskCache } from './diskCache.js';
export {
  FileError,
  type Mismatch,
  MismatchError,
  type MismatchSide,
  type MismatchSubject,
  ParameterError,
  XsiftError,
} from './errors.js';
export { type FillOptions, fillChannels } from './fillChannels.js';
export { limits } from './limits.js';
export { randomHex, sha256, stream, zlib } from './nodeModules.js';
export type {
  ReadonlyCountArray,
  ReadonlyExpectedArray,
  ReadonlyFloat32Array,
  ReadonlyFloat64Array,
  ReadonlyInt16Array,
  ReadonlyInt32Array,
  ReadonlyTypedArray,
  ReadonlyUint8Array,
  ReadonlyUint16Array,
  ReadonlyUint32Array,
} from './readonlyArrays.js';
export { checkRunOptions, type RunOptions } from './runOptions.js';
export { listOf, number, oneOf, parseAs, parseFile, string, truth, whole } from './schema.js';
export { systemReason } from './systemReason.js';
export { threadBudget, threadSetting } from './threads.js';
export { packageVersion } from './version.js';
