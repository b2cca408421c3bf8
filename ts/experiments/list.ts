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
import { table1 } from './table1.js';
import { weights } from './weights.js';

/** All parts of the reproduction, in the order of the paper's sections; what the paper has not, comes last. */
export const experiments: readonly Experiment[] = [
  properties,
  choices,
  distributions,
  table1,
  dependence,
  lowCounts,
  weights,
  observed,
  changedResponse,
  errors,
  modelSpectra,
  grid,
  learningCurve,
  inputs,
  ownField,
];
