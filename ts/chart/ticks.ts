/** The given ticks that lie in the limits, each with its number. */
export function plainTicks(values: readonly number[], [from, to]: readonly [number, number]): Map<number, string> {
  return new Map(values.filter((value) => value >= from && value <= to).map((value) => [value, String(value)]));
}

/** Ticks of a logarithmic axis: 1 to 9 in each decade, with numbers at the decades, or at 1, 2, 5 on a short axis. */
export function decadeTicks([from, to]: readonly [number, number]): Map<number, string> {
  const labelled = to / from >= 100 ? [1] : [1, 2, 5];
  const ticks = new Map<number, string>();
  for (let decade = Math.floor(Math.log10(from)); 10 ** decade <= to; decade++)
    for (let digit = 1; digit <= 9; digit++) {
      const value = Number(`${digit}e${decade}`);
      if (value >= from && value <= to) ticks.set(value, labelled.includes(digit) ? String(value) : '');
    }
  return ticks;
}

/** Round numbers from `from` to `to` at even steps, about `count` of them. */
export function evenTicks(domain: readonly [number, number], count = 8): Map<number, string> {
  return new Map(evenValues(domain, count).map((value) => [value, String(Number(value.toPrecision(12)))]));
}

/** A step of 1, 2 or 5 times a power of ten that gives about `count` of them between the limits. */
export function evenStep([from, to]: readonly [number, number], count: number): number {
  const rough = (to - from) / count;
  const decade = 10 ** Math.floor(Math.log10(rough));
  return decade * ([1, 2, 5].find((factor) => factor * decade >= rough) ?? 10);
}

export function evenValues([from, to]: readonly [number, number], count: number): number[] {
  const step = evenStep([from, to], count);
  const first = Math.ceil(from / step - 1e-9);
  return Array.from({ length: Math.floor(to / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step);
}
