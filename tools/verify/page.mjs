// docs/physics.md is tools/verify/physics.template.md with numbers in the places written {{name}}: text is edited in the
// template, numbers come from the comparisons.

const place = /\{\{([\w-]+)\}\}/g;

/** @throws Error for a place without a text, or a text without a place. */
export function fillTemplate(template, texts) {
  const named = new Set([...template.matchAll(place)].map(([, name]) => name));
  const unused = Object.keys(texts).filter((name) => !named.has(name));
  if (unused.length > 0) throw new Error(`the template has no place for ${unused.join(', ')}`);
  return template.replace(place, (_, name) => {
    if (!Object.hasOwn(texts, name)) throw new Error(`no comparison gives {{${name}}} of the template`);
    return texts[name];
  });
}

/**
 * Whether a page is this template with some numbers in its places. A place on a line of its own holds a table, one within
 * a line no line break.
 */
export function isPageOf(template, page) {
  const pieces = template.split(/(^\{\{[\w-]+\}\}$|\{\{[\w-]+\}\})/m);
  const pattern = pieces.map((piece, i) => {
    if (i % 2 === 0) return piece.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const alone = pieces[i - 1].endsWith('\n') && pieces[i + 1].startsWith('\n');
    return alone ? '(?:\\|.*\\|\\n?)+' : '[^\\n]*?';
  });
  return new RegExp(`^${pattern.join('')}$`).test(page);
}

/** A table of rows of cells, the first the head, in columns of one width. */
export function markdownTable(rows) {
  const widths = rows[0].map((_, k) => Math.max(3, ...rows.map((row) => String(row[k]).length)));
  const line = (cells) => `| ${cells.map((cell, k) => String(cell).padEnd(widths[k])).join(' | ')} |`;
  const [head, ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
