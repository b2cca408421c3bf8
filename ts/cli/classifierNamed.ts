import { Classifier, type EmbeddedClassifierName } from '../index.js';

const names: readonly EmbeddedClassifierName[] = ['star-agn', 'paper'];

/** For `--help`. */
export const classifierWords = "a model file written by xsift train, or 'paper' or 'star-agn' for the package's own";

/** A classifier of the package by its name, else that of a model file; a file of such a name is given as ./paper. */
export function classifierNamed(model = 'star-agn'): Classifier {
  const embedded = names.find((name) => name === model);
  return embedded ? Classifier.embedded(embedded) : Classifier.load(model);
}
