// Writes data/self-test.json: the digest of counts that `xsift doctor` compares with. To be run (node tools/self-test.mjs, after
// npm run build) when a change of models, tables or populations is meant to change counts.
import { existsSync, writeFileSync } from 'node:fs';

const file = new URL('../data/self-test.json', import.meta.url);
const write = (expected) => writeFileSync(file, `${JSON.stringify({ expected }, null, 2)}\n`);
if (!existsSync(file)) write('');
const { selfTest } = await import('../dist/doctor/index.js');
const { counts } = await selfTest();
write(counts.digest);
console.log(`data/self-test.json: ${counts.digest}`);
