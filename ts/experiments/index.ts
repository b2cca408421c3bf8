export {
  checkConfig,
  fullConfig,
  type ObservedChoice,
  quickConfig,
  type ReproduceConfig,
  type TrainingChoice,
} from './config.js';
export { type ReproduceOptions, type ReproduceProgress, reproduce } from './reproduce.js';
export type {
  Chart,
  ChartAxis,
  ChartSeries,
  ExperimentResult,
  Figure,
  HeatMap,
  Histogram2D,
  Item,
  NetworkDiagram,
  Panel,
  ReportTable,
  Reproduction,
  Value,
  Verdict,
} from './types.js';
