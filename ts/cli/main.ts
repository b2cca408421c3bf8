#!/usr/bin/env node
import { threadBudget } from '../index.js';

console.log(threadBudget());
