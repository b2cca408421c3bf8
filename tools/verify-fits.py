#!/usr/bin/env python3
"""Checks FITS files that xsift wrote with astropy, if this machine has it: verify-fits.py FILE..."""
import sys

try:
    from astropy.io import fits
except ImportError:
    print('skipped: astropy is not installed')
    sys.exit(0)

for name in sys.argv[1:]:
    with fits.open(name, memmap=False) as file:
        file.verify('exception')
        for hdu in file:
            shapes = {c.name: hdu.data[c.name].shape for c in hdu.columns} if isinstance(hdu, fits.BinTableHDU) else {}
            print(f'{name}: {hdu.name} {shapes}')
