/** The little of the DOM that drawing needs: linkedom has it, and browsers. The package compiles without the browser's types. */
export interface SvgDocument {
  createElementNS(namespace: string, name: string): SvgNode;
}
export interface SvgNode {
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  append(...children: (SvgNode | string)[]): void;
  prepend(...children: (SvgNode | string)[]): void;
  querySelector(selector: string): { remove(): void } | null;
  readonly ownerDocument: SvgDocument;
  readonly outerHTML: string;
}

type Attributes = Record<string, string | number | undefined>;

/** Makes elements of one document: `svg('line', { x1: 0 })`. Attributes that are undefined or '' are left out. */
export const svgMaker =
  (document: SvgDocument) =>
  (name: string, attributes: Attributes = {}, ...children: (SvgNode | string)[]): SvgNode => {
    const node = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes))
      if (value !== undefined && value !== '')
        node.setAttribute(key, typeof value === 'number' ? String(Math.round(value * 100) / 100) : value);
    node.append(...children);
    return node;
  };

export type SvgMaker = ReturnType<typeof svgMaker>;

/**
 * Places a drawing in another one. It needs no viewport to cut off what stands out: resvg cuts curves short that begin far outside a nested
 * one, and marks are cut by their frame.
 */
export function placeAt(drawing: SvgNode, x: number, y: number): SvgNode {
  for (const [name, value] of Object.entries({ x, y, overflow: 'visible' })) drawing.setAttribute(name, String(value));
  return drawing;
}
