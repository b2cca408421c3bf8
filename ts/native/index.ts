export {
  checkRunOptions,
  type InstructionSet,
  instructionSet,
  type NativeControl,
  native,
  nativeFile,
  type RunOptions,
  withControl,
} from './addon.js';
export { checkFloat64, checkList, checkNumber, checkObject, checkOptions, checkWhole, wordsFor } from './arguments.js';
export { FileError, MismatchError, ParameterError, XsiftError } from './errors.js';
export {
  type ComponentKind,
  type EdgeStructure,
  NativeAbsorber,
  NativeModel,
  NativePlasma,
  NativePlasmaElements,
  nativeComponents,
} from './models.js';
export {
  type Activation,
  type EpochNumbers,
  epochsIn,
  type NativeCountRows,
  type NativeExpectedRows,
  type NativeTrainingJob,
  newHistory,
  parameterCount,
  predictNetwork,
  trainNetworks,
} from './networks.js';
export { streams, uniforms } from './random.js';
export type { NativeResponse } from './response.js';
export type { NativeSimulate, SimulationExtras } from './simulateCounts.js';
export { threadBudget, threadSetting } from './threads.js';
export { packageVersion } from './version.js';
