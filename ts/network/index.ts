export { Classifier, type ClassifierModel, type Flag, type Predictions, type PredictOptions } from './classifier.js';
export { type ClassifyFilesOptions, classifyFiles, type SourceVerdict } from './classifyFiles.js';
export type { InputConvention } from './inputs.js';
export { defaultSettings, type EpochLog, type TrainingOptions, type TrainingSettings } from './settings.js';
export { type CvSplit, cvSplits } from './splits.js';
export { type CrossValidationOptions, type CvResult, crossValidate, train } from './train.js';
