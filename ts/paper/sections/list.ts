import type { Section } from '../run/section.js';
import { ceiling } from './ceiling/index.js';
import { choices } from './choices/index.js';
import { dependence } from './dependence/index.js';
import { distributions } from './distributions/index.js';
import { errors } from './errors/index.js';
import { grid } from './grid/index.js';
import { inputs } from './inputs/index.js';
import { learningCurve } from './learningCurve/index.js';
import { lowCounts } from './lowCounts/index.js';
import { modelSpectra } from './modelSpectra/index.js';
import { observed } from './observed/index.js';
import { ownField } from './ownField/index.js';
import { properties } from './properties/index.js';
import { changedResponse } from './response/index.js';
import { setup } from './setup/index.js';
import { table1 } from './table1/index.js';
import { weights } from './weights/index.js';

/** All sections of the reproduction in the order of the paper, followed by those that the paper does not have. */
export const sections: readonly Section<unknown>[] = [
  setup, // 2, appendix B
  choices,
  properties,
  distributions,
  table1, // 3
  dependence, // 3.1
  lowCounts, // 3.2
  weights, // 3.3
  observed, // 3.4, 3.5
  changedResponse, // 3.6
  errors, // 4.1
  modelSpectra, // appendix A
  grid, // C
  learningCurve,
  inputs,
  ownField,
  ceiling,
];
