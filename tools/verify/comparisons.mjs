// The list of comparisons, in the order of the page. Each has `files`, what it reads of the reference files, and `run`, which gives
//   rows      { key, name, against, tolerance, value, pass, known }: one pass mark each; `known` is why one is missed
//   texts     what goes into the places of physics.template.md
//   pictures  PNG bytes by file name
import * as absorption from './absorption.mjs';
import * as closedForms from './closedForms.mjs';
import * as coup from './coup.mjs';
import * as fineStructure from './fineStructure.mjs';
import * as interpolation from './interpolation.mjs';
import * as pexrav from './pexrav.mjs';
import * as plasma from './plasma.mjs';
import * as published from './published.mjs';
import * as wholeChain from './wholeChain.mjs';

export const comparisons = [
  { files: absorption.files, run: absorption.absorption },
  { files: fineStructure.files, run: fineStructure.fineStructure },
  { files: plasma.files, run: plasma.plasma },
  { files: interpolation.files, run: interpolation.interpolation },
  { files: pexrav.files, run: pexrav.pexrav },
  { files: closedForms.files, run: closedForms.closedForms },
  { files: published.files, run: published.published },
  { files: wholeChain.files, run: wholeChain.wholeChain },
  { files: coup.files, run: coup.coup },
];
