// After prebuildify's build: copies the OpenMP runtime beside the addon (found through RUNPATH $ORIGIN), so that a machine
// without libgomp can load the prebuilt binary. The file keeps its soname, libgomp.so.1, or the loader would not take it.
'use strict';
const { execFileSync } = require('node:child_process');
const { copyFileSync, readFileSync, realpathSync } = require('node:fs');
const { join } = require('node:path');

const release = join(__dirname, '..', 'build', 'Release');
const addon = readFileSync(join(release, 'xsift.node'));
if (process.platform !== 'linux' || !addon.includes('libgomp.so.1')) {
  console.log('ship-openmp: nothing to ship (this build needs no libgomp.so.1)');
} else {
  const compiler = (process.env.CXX || 'g++').split(/\s+/)[0];
  const found = execFileSync(compiler, ['-print-file-name=libgomp.so.1'], { encoding: 'utf8' }).trim();
  copyFileSync(realpathSync(found), join(release, 'libgomp.so.1'));
  console.log('ship-openmp: libgomp.so.1 shipped beside the addon');
}
