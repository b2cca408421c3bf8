// Populations of levels in a thin plasma: all ions are in their ground level, and every level that collisions or recombination
// fill decays by radiation (rate A) or autoionisation before it meets another electron:
//
//   p_j (sum_i A_ji + AU_j) = s_j + sum_k p_k A_kj
// with s_j the rate into level j (s-1 per electron per cm3 and ion). Decays go down in energy, so one pass from the top solves
// it. The few decays that go up in the tabulated energies (levels out of order) need more passes, until nothing changes.

/** Decays sorted for the cascade. levels: {energy}[]; decays: {lower, upper, rate}[]; auto: {upper, rate}[]. */
export function cascade(levels, decays, auto) {
  const n = levels.length;
  const out = new Float64Array(n);
  const loss = new Float64Array(n);
  for (const { upper, rate } of decays) out[upper] += rate;
  for (const { upper, rate } of auto) loss[upper] += rate;
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => levels[b].energy - levels[a].energy || b - a);
  const place = new Int32Array(n);
  order.forEach((level, i) => {
    place[level] = i;
  });
  const sorted = decays.filter(({ upper, lower }) => upper !== lower).sort((a, b) => place[a.upper] - place[b.upper]);
  const from = Int32Array.from(sorted, (decay) => decay.upper);
  const to = Int32Array.from(sorted, (decay) => decay.lower);
  const rates = Float64Array.from(sorted, (decay) => decay.rate);
  const isOrdered = sorted.every(({ upper, lower }) => place[upper] < place[lower]);
  return { out, loss, from, to, rates, order, isOrdered };
}

/** Populations for the rates into each level. The ground level (0) and levels without decay get none: they emit nothing. */
export function populations({ out, loss, from, to, rates, order, isOrdered }, sources) {
  const n = sources.length;
  let result = new Float64Array(n);
  for (let pass = 0; pass < 100; pass++) {
    const next = pass === 0 ? result : new Float64Array(n);
    const filled = Float64Array.from(sources);
    // Populations of the last pass stand in for levels that feed those before them in the order.
    if (pass > 0) for (let k = 0; k < from.length; k++) filled[to[k]] += result[from[k]] * rates[k];
    if (pass > 0) {
      for (let j = 1; j < n; j++) next[j] = out[j] + loss[j] > 0 ? filled[j] / (out[j] + loss[j]) : 0;
    } else {
      let k = 0;
      for (const level of order) {
        if (level > 0 && out[level] > 0) next[level] = filled[level] / (out[level] + loss[level]);
        for (; k < from.length && from[k] === level; k++) filled[to[k]] += next[level] * rates[k];
      }
    }
    if (isOrdered) return next;
    let change = 0;
    for (let j = 0; j < n; j++) if (next[j] > 0) change = Math.max(change, Math.abs(result[j] / next[j] - 1));
    result = next;
    if (pass > 0 && change < 1e-9) return result;
  }
  throw new Error('the populations do not settle within 100 passes');
}
