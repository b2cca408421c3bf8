import type { Section } from '../run/section.js';
import { grid } from './grid/index.js';
import { inputs } from './inputs/index.js';
import { learningCurve } from './learningCurve/index.js';
import { lowCounts } from './lowCounts/index.js';
import { ownField } from './ownField/index.js';
import { changedResponse } from './response/index.js';
import { table1 } from './table1/index.js';
import { weights } from './weights/index.js';

/** All sections of the reproduction, in the order of the paper's; what the paper has not, comes last. */
export const sections: readonly Section<unknown>[] = [
  table1, // 3
  lowCounts, // 3.2
  weights, // 3.3
  changedResponse, // 3.6
  grid, // C
  learningCurve,
  inputs,
  ownField,
];
