"""scipy.sparse: the response as a CSR matrix (channels x energies, double) times one flux, or times many."""
import numpy as np
import scipy
import scipy.sparse
from serve import args, meta, read, serve

matrix = scipy.sparse.csr_matrix(read("matrix.f64", np.float64, meta["energies"], meta["channels"]).T)
flux = read("flux.f64", np.float64, -1, meta["energies"])
if args == ["one"]:
    single = [np.ascontiguousarray(row) for row in flux[:64]]
    serve(lambda: [matrix @ row for row in single], len(single), scipy.__version__)
else:
    columns = np.ascontiguousarray(flux.T)
    serve(lambda: matrix @ columns, len(flux), scipy.__version__)
