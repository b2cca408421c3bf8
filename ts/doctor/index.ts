export type { FileKind } from '../dataset/index.js';
export { describeFile, type FileDescription, type FileFacts } from './describeFile.js';
export { type EmbeddedFile, type Installation, installation, type NativePart } from './installation.js';
export { type SelfTest, selfTest } from './selfTest.js';
