export { FileError, MismatchError, ParameterError, type RunOptions, threadBudget, XsiftError } from './native/index.js';
