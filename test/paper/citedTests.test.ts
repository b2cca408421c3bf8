import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Claim, claims } from '../../ts/paper/claims/claims.js';

const list: Claim[] = Object.values(claims);
const root = fileURLToPath(new URL('../../', import.meta.url));

test('every claim about the package names a test that there is', () => {
  const tested = list.filter((claim) => claim.kind === 'tested');
  expect(tested.length).toBeGreaterThan(30);
  for (const { id, test: named } of tested) {
    const [, file, title] = named.match(/^(test\/.+\.test\.ts): (.+)$/) ?? [];
    expect(file, id).toBeDefined();
    expect(existsSync(root + file), `${id}: ${file}`).toBe(true);
    const code = readFileSync(root + file, 'utf8');
    const titles = [...code.matchAll(/^\s*(?:test|it)\((['"`])(.+?)\1,/gm)].map(([, , found]) => found);
    expect(titles, id).toContain(title);
  }
});

test('every claim has a place in the paper, a name and what its kind needs', () => {
  const ids = list.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const claim of list) {
    expect(claim.place, claim.id).toBeTruthy();
    expect(claim.what, claim.id).toBeTruthy();
    if (claim.kind === 'number') expect(Number.isFinite(claim.paper.value), claim.id).toBe(true);
    if (claim.kind === 'limit') expect(claim.paper, claim.id).toContain(`${claim.sense} ${claim.limit}`);
  }
});
