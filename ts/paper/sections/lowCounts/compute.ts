import type { Context } from '../../run/context.js';
import { type TestSourceColumns, testSources } from '../../run/testSources.js';

/** The test sources of the networks that were trained and tested on spectra with net counts above 1. */
export const compute = (context: Context): Promise<TestSourceColumns> => testSources(context, 'faint');
