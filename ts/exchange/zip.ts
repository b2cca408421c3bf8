// What is used of fflate, so that no more of it is bundled.
export { strToU8, unzipSync, zipSync } from 'fflate';
