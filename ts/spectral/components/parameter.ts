import type { ComponentKind } from '../../native/index.js';

export type { ComponentKind };

/** One parameter of a component, in XSPEC's units with XSPEC's default and hard limits. */
export interface ParameterDefinition {
  name: string;
  unit: string;
  value: number;
  min: number;
  max: number;
  /** A fit keeps it at its value unless told to thaw it, as XSPEC does by default. */
  isFrozen?: boolean;
}

/** What a model expression may name. */
export interface ComponentDefinition {
  name: string;
  kind: ComponentKind;
  description: string;
  parameters: readonly ParameterDefinition[];
  reference: string;
  /**
   * What it looks up: cross-sections, or emissivities of a plasma, by element too, which depend on the abundance table; or the
   * table of a file, which adds its parameters.
   */
  needs?: 'absorber' | 'plasma' | 'elements' | 'table';
}

export const parameter = <const Name extends string>(
  name: Name,
  unit: string,
  value: number,
  min: number,
  max: number,
) => ({
  name,
  unit,
  value,
  min,
  max,
});
export const frozen = <const Name extends string>(
  name: Name,
  unit: string,
  value: number,
  min: number,
  max: number,
) => ({
  ...parameter(name, unit, value, min, max),
  isFrozen: true,
});
export const norm = (unit: string) => parameter('norm', unit, 1, 0, 1e24);
export const redshift = frozen('Redshift', '', 0, -0.999, 10);
export const column = parameter('nH', '1e22 cm-2', 1, 0, 1e6);
export const photonIndex = parameter('PhoIndex', '', 1, -3, 10);
