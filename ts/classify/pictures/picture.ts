import { figurePicture } from '../../chart/picture.js';
import { verdictPanels } from './panels.js';
import type { Drawn } from './types.js';

/** px, of the PNG too: a picture of twice the width takes four times as long. */
const size = { columns: 1, width: 800, frameHeight: 300 };
const ZOOM = 1;

/** A verdict as PNG. Kept apart from what names and writes files, as the drawing libraries take long to load. */
export const verdictPng = (drawn: Drawn): Uint8Array => figurePicture({ panels: verdictPanels(drawn) }, size, ZOOM).png;
