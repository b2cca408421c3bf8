export type { Activation } from '../native/index.js';
export { Classifier, type EmbeddedClassifierName } from './classifier.js';
export type { ClassifierModel, ExtraInputRange } from './classifierModel.js';
export { type DistilOptions, distil, distilConditions, distilSettings } from './distil.js';
export type { DistilConditions } from './distilSpectra.js';
export { type ExtraInput, type InputConvention, inputFrom } from './inputs.js';
export type { EpochLog, TrainingOptions } from './options.js';
export type { Flag, Predictions, PredictOptions } from './predictions.js';
export {
  defaultSettings,
  type LearningRateStage,
  type SettingsGiven,
  type TrainingSettings,
} from './settings.js';
export {
  type CrossValidationOptions,
  type CvResult,
  crossValidate,
} from './splits.js';
export { train } from './train.js';
