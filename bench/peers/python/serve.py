"""The protocol of bench/peers/index.mjs for peers in Python: folder, threads, quick or full, then the case's arguments."""
import json
import sys
import time

import numpy as np

folder, threads, size = sys.argv[1], int(sys.argv[2]), sys.argv[3]
args = sys.argv[4:]
quick = size == "quick"
with open(folder + "meta.json", encoding="utf8") as file:
    meta = json.load(file)


def read(name, dtype, *shape):
    return np.fromfile(folder + name, dtype).reshape(*shape or (-1,))


def serve(run, items, version, label=None):
    """Measures `run`, which does `items` items."""
    run()
    print(json.dumps(dict(items=items, version=version, label=label)), flush=True)
    for line in sys.stdin:
        seconds = json.loads(line)["seconds"]
        times = []
        start = time.perf_counter()
        while not times or time.perf_counter() - start < seconds:
            before = time.perf_counter()
            run()
            times.append(time.perf_counter() - before)
        print(json.dumps(dict(seconds=sorted(times)[len(times) // 2])), flush=True)
