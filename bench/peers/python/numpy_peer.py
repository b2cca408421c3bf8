"""numpy: Poisson draws about the means of a spectrum, 64 spectra at a time."""
import numpy as np
from serve import args, read, serve

if args == ["poisson"]:
    means = np.tile(read("means.f64", np.float64), 64)
    generator = np.random.default_rng(1)
    serve(lambda: generator.poisson(means), means.size, np.__version__)
