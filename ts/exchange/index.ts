// The entry point xsift/exchange: classifiers for other runtimes, networks from elsewhere, model cards.
export { atomicWrite } from '../base/index.js';
export { type ModelCard, modelCard, modelCardMarkdown, writeModelCard } from './card.js';
export type { GraphInput } from './graph.js';
export { type ImportOptions, importNetwork } from './importNetwork.js';
export { exportKeras } from './keras.js';
export { exportOnnx } from './onnx.js';
export { exportTfjs, type TfjsModel, type TfjsWeight, writeTfjs } from './tfjs.js';
