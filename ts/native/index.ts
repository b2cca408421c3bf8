export {
  addon,
  type BuildInfo,
  buildInfo,
  type InstructionSet,
  instructionSet,
  type NativeControl,
  nativeFile,
  withControl,
} from './addon.js';
export type { NativeBank, NativeBankResults } from './bank.js';
export type {
  ComponentKind,
  EdgeStructure,
  NativeAbsorber,
  NativeModel,
  NativePlasma,
  NativePlasmaElements,
  NativeTableModel,
  TableInModel,
} from './models.js';
export {
  type Activation,
  type AnyCounts,
  type EpochNumbers,
  epochsIn,
  type NativeCountRows,
  type NativeExpectedRows,
  type NativeFloatRows,
  type NativeInputRule,
  type NativeInputs,
  type NativeTrainingJob,
  newHistory,
  parameterCount,
  predictNetwork,
  trainNetworks,
} from './networks.js';
export type { NativePredictor } from './predictor.js';
export { streams, uniforms } from './random.js';
export type { NativeResponse } from './response.js';
export type { NativeSimulate, SimulationExtras } from './simulateCounts.js';
export type { NativeSmoother } from './smoother.js';
