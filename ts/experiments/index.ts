export {
  checkConfig,
  fullConfig,
  type ObservedChoice,
  quickConfig,
  type ReproduceConfig,
  type TrainingChoice,
} from './config.js';
export { type ReproduceOptions, type ReproduceProgress, reproduce } from './reproduce.js';
