import { choices } from './choices.js';
import type { Experiment } from './context.js';
import { dependence } from './dependence.js';
import { distributions } from './distributions.js';
import { errors } from './errors.js';
import { grid } from './grid.js';
import { inputs } from './inputs.js';
import { learningCurve } from './learningCurve.js';
import { lowCounts } from './lowCounts.js';
import { modelSpectra } from './modelSpectra.js';
import { observed } from './observed.js';
import { ownField } from './ownField.js';
import { properties } from './properties.js';
import { changedResponse } from './response.js';
import { setup } from './setup.js';
import { table1 } from './table1.js';
import { weights } from './weights.js';

/** All parts of the reproduction, in the order of the paper's sections; what the paper has not, comes last. */
export const experiments: readonly Experiment[] = [
  setup, // section 2
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
];
