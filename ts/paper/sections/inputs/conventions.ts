import type { InputConvention } from '../../../index.js';
import { packageInput } from '../../run/variants.js';

const convention = (
  counts: InputConvention['counts'],
  scale: InputConvention['scale'] = 'none',
  transform: InputConvention['transform'] = 'none',
  standardise = false,
): InputConvention => ({ counts, scale, transform, standardise });

/** Every convention that is compared (item K2), by its name. */
export const conventions = {
  'total counts': convention('total'),
  'net counts': convention('net'),
  'net counts per ks': convention('net', 'rate'),
  'unit sum': convention('net', 'unit'),
  'unit sum x channels': convention('net', 'unit-channels'),
  'log1p of total counts': convention('total', 'none', 'log1p'),
  'square root of total counts': convention('total', 'none', 'sqrt'),
  'total counts, standardised': convention('total', 'none', 'none', true),
  'unit sum, standardised': packageInput,
} as const satisfies Record<string, InputConvention>;

export type ConventionName = keyof typeof conventions;
export const conventionNames = Object.keys(conventions) as ConventionName[];
