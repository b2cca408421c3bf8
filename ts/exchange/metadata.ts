import { packageVersion } from '../base/index.js';
import type { Classifier } from '../network/index.js';
import { modelChecksum } from '../network/modelFile.js';
import { type Graph, graphOf } from './graph.js';

/** What an exported network says of itself: JSON texts by name, the same in every format. */
export function metadataOf(
  { model }: Pick<Classifier, 'model'>,
  graph: Graph = graphOf({ model }),
): Record<string, string> {
  const { input, training } = model;
  return {
    'xsift.version': packageVersion,
    'xsift.trainedWith': model.version,
    'xsift.checksum': modelChecksum(model),
    'xsift.classes': JSON.stringify(model.classes),
    'xsift.inputs': JSON.stringify(graph.inputs),
    'xsift.channels': JSON.stringify(input.channels),
    'xsift.eMin': JSON.stringify([...input.eMin]),
    'xsift.eMax': JSON.stringify([...input.eMax]),
    'xsift.convention': JSON.stringify(input.convention),
    'xsift.extraInputs': JSON.stringify(input.extraInputs ?? []),
    'xsift.countBand': JSON.stringify(training.countBand),
    'xsift.minimumNetCounts': JSON.stringify(training.minimumNetCounts),
    'xsift.provenance': JSON.stringify(model.provenance),
  };
}

/** One line for people. */
export const descriptionOf = ({ model }: Pick<Classifier, 'model'>): string =>
  `xsift classifier of ${model.classes.join(', ')}: raw counts of ${model.input.channels.length} channels, ` +
  `${model.input.eMin[0]} to ${model.input.eMax.at(-1)} keV, to probabilities`;
