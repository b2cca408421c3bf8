"""numpy: Poisson draws about the means of a spectrum, or one mean, 64 spectra at a time."""
import numpy as np
from serve import args, read, serve

if args[0] == "poisson":
    means = np.tile(read("means.f64", np.float64), 64)
    if len(args) > 1:
        means[:] = float(args[1])
    generator = np.random.default_rng(1)
    serve(lambda: generator.poisson(means), means.size, np.__version__)
