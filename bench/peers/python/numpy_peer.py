"""numpy: Poisson draws about the means of a spectrum, or one mean, 64 spectra at a time; or a bank of templates."""
import numpy as np
from serve import args, meta, quick, read, serve

if args[0] == "poisson":
    means = np.tile(read("means.f64", np.float64), 64)
    if len(args) > 1:
        means[:] = float(args[1])
    generator = np.random.default_rng(1)
    serve(lambda: generator.poisson(means), means.size, np.__version__)

if args[0] == "bank":
    # Evidence of two classes of 2,560 shapes in groups of 9 channels, the brightness by Gauss-Hermite nodes.
    rows, groups, templates = 1000 if quick else 10000, meta["width"] // 9, 5120
    spectra = read("counts.u16", np.uint16, -1, meta["width"])[:, : groups * 9].reshape(-1, groups, 9).sum(2)
    counts = spectra[:rows].astype(np.float32)
    shapes = spectra[np.arange(templates) * 7 % len(spectra)] + 0.05
    shapes = (shapes / shapes.sum(1, keepdims=True)).astype(np.float32)
    background = np.float32(0.02 * 9)
    z, weight = np.polynomial.hermite_e.hermegauss(5)
    order = np.argsort(counts.sum(1))

    def evidence():
        out = np.empty((rows, 2))
        for block in np.array_split(order, max(1, rows // 250)):
            k, total = counts[block], counts[block].sum(1)
            net = max(1.0, total.mean() - background * groups)
            sigma, sums = np.sqrt(total.mean()) / net, None
            for node, share in zip(z, weight):
                brightness = net * np.exp(node * sigma)
                value = k @ np.log(np.float32(brightness) * shapes + background).T
                value += np.float32(np.log(share) + node * node / 2 - brightness)
                sums = value if sums is None else np.logaddexp(sums, value)
            for c, part in enumerate((sums[:, : templates // 2], sums[:, templates // 2 :])):
                peak = part.max(1)
                out[block, c] = peak + np.log(np.exp(part - peak[:, None]).sum(1))
        return out

    serve(evidence, rows, np.__version__)
