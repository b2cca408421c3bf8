import { readFileSync } from 'node:fs';
import { FileError, packageFile } from '../base/index.js';

// What pages are made of that hold everything in one file and ask the network for nothing.

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as HTML, in elements and in quoted attributes. */
export const escapeHtml = (plain: string): string => plain.replace(/[&<>"']/g, (letter) => entities[letter]);

/** The policy lets a browser load nothing, whatever a text of a result may hold. */
const contentPolicy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/** A bundled script, to stand in an element of a page; `</script` in it would end that. */
export function inlineScript(path: string): string {
  const file = packageFile(path);
  try {
    return readFileSync(file, 'utf8').replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
  } catch (cause) {
    throw new FileError(file, 'the script of the page is not there; npm run build:ts makes it', { cause });
  }
}

/** The beginning of a page, up to its body. @param title as HTML @param style the style sheet */
export const htmlHead = (title: string, style: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
`;
