export { type EmbeddedFile, type Installation, installation } from './installation.js';
export { type SelfTest, selfTest } from './selfTest.js';
