// Writes docs/file-repairs.md from the list of ts/ogip/repairs.ts: npm run build:ts && npm run docs
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The page, from `repairs`. */
export function repairsPage(repairs) {
  const sections = Object.entries(repairs).map(
    ([name, { odd, done, others }]) =>
      `## \`${name}\`\n\n${odd[0].toUpperCase()}${odd.slice(1)}.\n\n- What is done: ${done}\n- Others: ${others}\n`,
  );
  return `# Files that are not as they should be

Some files in use are not what OGIP describes (92-007 for spectra, CAL/GEN/92-002 for responses). Those below are read as XSPEC and
Sherpa read them, and each gives a warning with a name, the file, and what was done; anything else that does not fit is refused with the
file and the row. With \`--strict\` the commands refuse these files too.

In programs, \`readPha\`, \`readRmf\`, \`readArf\`, \`loadSpectrum\` and \`createResponse\` give \`warnings\`, a list of
\`{ name, file, message }\`, and refuse with \`strict: true\`; \`repairs\` is the list below. \`Rmf\` and \`Arf\` keep the numbers of the
file: \`createResponse\` makes energy rows usable.

${sections.join('\n')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { repairs } = await import('../dist/index.js');
  writeFileSync(new URL('../docs/file-repairs.md', import.meta.url), repairsPage(repairs));
}
