"""PyTorch eager: `train HIDDEN BATCH` (epochs; HIDDEN as 64-32), `predict`.

Training: Adam, cross-entropy, L1 on the first kernel, batches as slices of one tensor (the fastest way to feed it).
"""
import torch
from serve import args, meta, quick, read, serve, threads

torch.set_num_threads(threads)
width, rows = meta["width"], meta["rows"]
inputs = torch.from_numpy(read("inputs.f32", "float32", rows, width))


def network(hidden, classes):
    sizes = [width, *hidden, classes]
    layers = []
    for one, two in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(one, two), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def train(hidden, batch, classes):
    net = network(hidden, classes)
    labels = torch.from_numpy(read("labels.u8", "uint8").astype("int64")) % classes
    adam = torch.optim.Adam(net.parameters(), lr=1e-3, eps=1e-7)
    kernel = net[0].weight
    loss_of = torch.nn.CrossEntropyLoss()
    used = max(min(rows, (20 if quick else 300) * batch) // batch, 1) * batch

    def epoch():
        for at in range(0, used, batch):
            adam.zero_grad()
            loss = loss_of(net(inputs[at : at + batch]), labels[at : at + batch]) + 1e-3 * kernel.abs().sum()
            loss.backward()
            adam.step()

    serve(epoch, min(used, rows), torch.__version__)


def predict():
    number = 8000 if quick else 100_000
    x = torch.cat([inputs] * (number // rows + 1))[:number].contiguous()
    net = torch.nn.Sequential(network([10], 2), torch.nn.Softmax(1)).eval()
    with torch.inference_mode():
        serve(lambda: net(x), number, torch.__version__)


if args[0] == "train":
    train([int(n) for n in args[1].split("-")], int(args[2]), int(args[3]) if len(args) > 3 else 2)
elif args[0] == "predict":
    predict()
