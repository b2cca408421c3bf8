export { applyArf, applyResponse, applyResponseBatch, applyRmf } from './apply.js';
export { createResponse, type Response } from './response.js';
