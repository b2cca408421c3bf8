/** A unit of a catalogue: value x `factor`, or 10^value x `factor` if `isLog`, is in the unit `base`. */
export interface CatalogUnit {
  base: 'cm-2' | 'erg/cm2/s';
  factor: number;
  isLog: boolean;
}

const prefixes: Record<string, number> = { '': 1, m: 1e-3, u: 1e-6, n: 1e-9, p: 1e-12, f: 1e-15, a: 1e-18, z: 1e-21 };

/**
 * Reads the units in which catalogues give columns and energy fluxes, as VizieR and HEASARC write them: `10+22cm-2`,
 * `[cm-2]` (a logarithm), `10-15mW/m2`, `fW.m-2`, `10**-16 erg/cm**2/s`, `erg s-1 cm-2`. Other units give undefined.
 */
export function parseUnit(unit: string): CatalogUnit | undefined {
  const isLog = /^\[.*\]$/.test(unit.trim()) || /^log/i.test(unit.trim());
  const plain = unit.replace(/^\s*log(10)?/i, '').replaceAll(/[[\]()\s*^.]|\{|\}/g, '');
  const [, power, e, quantity] = /^(?:10([+-]?\d+)|1?e([+-]?\d+))?(.*)$/i.exec(plain)!;
  const scale = Number(`1e${power ?? e ?? 0}`);
  if (/^(cm-2|1?\/cm2|atomscm-2|Hcm-2)$/i.test(quantity)) return { base: 'cm-2', factor: scale, isLog };
  if (/^(erg(\/cm2\/s|\/s\/cm2|cm-2s-1|s-1cm-2|\/cm2s-1|s-1\/cm2|\/\(?cm2s\)?))$/i.test(quantity))
    return { base: 'erg/cm2/s', factor: scale, isLog };
  // 1 W/m2 = 1e7 erg/s / 1e4 cm2.
  const watts = /^([munpfaz]?)W(\/m2|m-2)$/.exec(quantity);
  return watts ? { base: 'erg/cm2/s', factor: scale * prefixes[watts[1]] * 1e3, isLog } : undefined;
}
