/**
 * The part of the DOM that drawing needs, offered by linkedom and by browsers. The package compiles without the
 * browser's types.
 */
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

/**
 * Returns a function that makes elements of one document: `svg('line', { x1: 0 })`. Attributes that are undefined or ''
 * are left out.
 */
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
 * Places a drawing in another one. The nested drawing must not clip (overflow is visible): resvg shortens curves that
 * begin far outside a clipping nested viewport, and marks are clipped by their frame anyway.
 */
export function placeAt(drawing: SvgNode, x: number, y: number): SvgNode {
  for (const [name, value] of Object.entries({ x, y, overflow: 'visible' })) drawing.setAttribute(name, String(value));
  return drawing;
}
