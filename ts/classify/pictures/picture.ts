import { figurePicture } from '../../chart/picture.js';
import { verdictPanels } from './panels.js';
import type { Drawn } from './types.js';

/** Size of a picture, px; the PNG has 1.5 times that. */
const size = { columns: 1, width: 800, frameHeight: 300 };
const ZOOM = 1.5;

/** A verdict as PNG. Kept apart from what names and writes files, as the drawing libraries take long to load. */
export const verdictPng = (drawn: Drawn): Uint8Array => figurePicture({ panels: verdictPanels(drawn) }, size, ZOOM).png;
