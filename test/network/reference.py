"""Loss curves that xsift's training must reproduce, computed apart from it: float64 numpy, formulas as Keras 3 has them.

Run by hand, `python3 test/network/reference.py`, to write reference.json beside it; the tests read only that file:
native.test.ts for what ships, native/test/test_reference.cpp for the reference in double that the kernels are held against.
Inputs and labels come from whole-number formulas (multiples of 1/16, exact in any precision); first weights and the order
of rows from Philox 4x32-10 (Salmon et al. 2011, doi 10.1145/2063384.2063405) as native/core/random/philox.h addresses it.
What differs from xsift on purpose: the two-class loss is the mean of both outputs' binary cross-entropies, and the gradient
goes through clip and softmax's Jacobian as automatic differentiation would, without the short cut p - t.
"""

import json
import os

import numpy as np

EPS = 1e-7  # keras.config.epsilon()


def inputs(rows, width):
    r, i = np.arange(rows)[:, None], np.arange(width)[None, :]
    return ((r * 7 + i * 13 + r * i) % 17 - 8) / 16


def philox(counter, key):
    c, k, low = list(counter), [key & 0xFFFFFFFF, key >> 32], 0xFFFFFFFF
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & low, (p0 >> 32) ^ c[3] ^ k[1], p0 & low]
        k = [(k[0] + 0x9E3779B9) & low, (k[1] + 0xBB67AE85) & low]
    return c


def uniforms(seed, stream, item):
    """The numbers of one place in a stream, two a block, in (0, 1)."""
    for draw in range(2**24):
        w = philox([item & 0xFFFFFFFF, item >> 32, 0, stream << 24 | draw], seed)
        yield ((w[1] << 32 | w[0]) // 2**12 + 0.5) / 2**52
        yield ((w[3] << 32 | w[2]) // 2**12 + 0.5) / 2**52


SHUFFLE, WEIGHTS = 49, 50  # streams: ts/native/random.ts


def first_weights(sizes, seed):
    """Glorot & Bengio's uniform kernels, rounded to single precision as xsift keeps them, and biases of 0."""
    parts = []
    for l, (a, b) in enumerate(zip(sizes[:-1], sizes[1:])):
        u, limit = uniforms(seed, WEIGHTS, l), np.sqrt(6 / (a + b))
        parts += [np.float32(limit * (2 * next(u) - 1)) for _ in range(a * b)] + [0] * b
    return np.array(parts, dtype=np.float64)


def order_of(n, seed, epoch):
    """Fisher and Yates's shuffle, from the last place to the second."""
    order, u = list(range(n)), uniforms(seed, SHUFFLE, epoch)
    for left in range(n, 1, -1):
        pick = int(next(u) * left)
        order[left - 1], order[pick] = order[pick], order[left - 1]
    return order


def labels(x, classes):
    s = x[:, 0] + x[:, 1] - x[:, 2]
    return np.minimum(np.floor((s + 1.5) * classes / 3).clip(0).astype(int), classes - 1)


def unpack(w, sizes):
    out, at = [], 0
    for a, b in zip(sizes[:-1], sizes[1:]):
        out.append((w[at : at + a * b].reshape(a, b), w[at + a * b : at + a * b + b]))
        at += (a + 1) * b
    return out


def forward(x, w, sizes, kind):
    acts = [x]
    layers = unpack(w, sizes)
    for n, (kernel, bias) in enumerate(layers):
        z = acts[-1] @ kernel + bias
        if n < len(layers) - 1:
            acts.append({"relu": lambda z: np.maximum(z, 0), "tanh": np.tanh, "linear": lambda z: z}[kind](z))
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return acts, e / e.sum(axis=1, keepdims=True)


def row_losses(p, t):
    """Per row: binary cross-entropy averaged over two outputs, or categorical cross-entropy; and its gradient by p."""
    q = np.clip(p, EPS, 1 - EPS)
    inside = (p >= EPS) & (p <= 1 - EPS)
    if p.shape[1] == 2:
        return -np.mean(t * np.log(q) + (1 - t) * np.log(1 - q), axis=1), inside * (-(t / q) + (1 - t) / (1 - q)) / 2
    return -np.sum(t * np.log(q), axis=1), inside * -(t / q)


def penalty(w, sizes, l1, l2):
    kernels = [kernel for kernel, _ in unpack(w, sizes)[:-1]]
    return l1 * sum(np.abs(k).sum() for k in kernels) + l2 * sum((k * k).sum() for k in kernels)


def derivative(a, kind):
    return {"relu": (a > 0) * 1.0, "tanh": 1 - a * a, "linear": np.ones_like(a)}[kind]


def gradient(x, t, w, sizes, kind, l1, l2):
    acts, p = forward(x, w, sizes, kind)
    losses, by_p = row_losses(p, t)
    by_p = by_p / len(x)
    jacobian = p[:, :, None] * (np.eye(p.shape[1])[None] - p[:, None, :])
    d = np.einsum("rk,rkj->rj", by_p, jacobian)
    layers, parts = unpack(w, sizes), []
    for n in reversed(range(len(layers))):
        kernel = layers[n][0]
        g = np.einsum("ri,rj->ij", acts[n], d)
        if n < len(layers) - 1:
            g = g + l1 * np.sign(kernel) + 2 * l2 * kernel
        parts.insert(0, np.concatenate([g.ravel(), d.sum(axis=0)]))
        d = (d @ kernel.T) * derivative(acts[n], kind)
    return np.concatenate(parts), losses, p


def run(case):
    sizes, n, held, kind = case["sizes"], case["trainRows"], case["validationRows"], case["activation"]
    x = inputs(n + held, sizes[0])
    if case["standardise"]:
        mean, deviation = x[:n].mean(axis=0), x[:n].std(axis=0)
        x = (x - mean) / deviation
    label = labels(inputs(n + held, sizes[0]), sizes[-1])
    t = np.eye(sizes[-1])[label]
    w = first_weights(sizes, case["seed"])
    m, v, step = np.zeros_like(w), np.zeros_like(w), 0
    history, lowest = [], np.inf
    for epoch in range(case["epochs"]):
        total = right = 0.0
        order = order_of(n, case["seed"], epoch)
        for at in range(0, n, case["batchSize"]):
            rows = order[at : at + case["batchSize"]]
            g, losses, p = gradient(x[rows], t[rows], w, sizes, kind, case["l1"], case["l2"])
            total += losses.sum() + len(losses) * penalty(w, sizes, case["l1"], case["l2"])
            right += (p.argmax(axis=1) == label[rows]).sum()
            step += 1
            m = 0.9 * m + 0.1 * g
            v = 0.999 * v + 0.001 * g * g
            rate = case["learningRate"] * np.sqrt(1 - 0.999**step) / (1 - 0.9**step)
            w = w - rate * m / (np.sqrt(v) + 1e-7)
        _, p = forward(x[n:], w, sizes, kind)
        held_loss = row_losses(p, t[n:])[0].mean() + penalty(w, sizes, case["l1"], case["l2"])
        history += [total / n, right / n, held_loss, float((p.argmax(axis=1) == label[n:]).mean())]
        if held_loss < lowest:
            lowest, best, kept = held_loss, epoch + 1, w
    shares = np.bincount(label).tolist()
    return {**case, "history": history, "bestEpoch": best, "weights": kept.tolist(), "classShares": shares}


CASES = [
    # One batch an epoch: 20 epochs are 20 steps, each with its loss.
    dict(name="20 steps, two classes", sizes=[12, 10, 2], trainRows=32, validationRows=16, epochs=20, batchSize=32,
         l1=1e-3, l2=0, activation="relu", learningRate=1e-3, standardise=False, seed=1),
    # The last epoch is not the best.
    dict(name="last batch short, two hidden layers, three classes", sizes=[9, 7, 5, 3], trainRows=80, validationRows=20,
         epochs=15, batchSize=32, l1=1e-2, l2=0, activation="relu", learningRate=0.05, standardise=True, seed=2**40 + 7),
    dict(name="100 steps, two batches an epoch", sizes=[40, 10, 2], trainRows=64, validationRows=16, epochs=50, batchSize=32,
         l1=1e-3, l2=0, activation="relu", learningRate=1e-3, standardise=False, seed=3),
    dict(name="tanh, L2", sizes=[12, 20, 6, 4], trainRows=48, validationRows=16, epochs=20, batchSize=48,
         l1=0, l2=1e-2, activation="tanh", learningRate=1e-2, standardise=False, seed=4),
    dict(name="linear, L1 and L2", sizes=[12, 3, 2], trainRows=48, validationRows=16, epochs=20, batchSize=20,
         l1=1e-3, l2=1e-3, activation="linear", learningRate=1e-2, standardise=False, seed=5),
]

if __name__ == "__main__":
    out = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference.json")
    with open(out, "w") as file:
        json.dump([run(case) for case in CASES], file, indent=1)
        file.write("\n")
