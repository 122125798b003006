"""Dask on the graphs of this yardstick.

    dask_peer.py threads|synchronous WORKERS     answers as a peer: see peers/outside.rs
    dask_peer.py figures                        prints how it hashes, and how many results it holds at once
"""

import gc
import math
import statistics
import sys
import threading
import time
import tracemalloc

import dask
import numpy
from dask import delayed
from dask.base import tokenize
from dask.callbacks import Callback

MASK = (1 << 64) - 1
ROUNDS = 3

# Work, as in work.rs: nanoseconds that a task spins.
spin = 0


def total(inputs, own):
    if spin:
        end = time.perf_counter_ns() + spin
        while time.perf_counter_ns() < end:
            pass
    return (sum(inputs) + own) & MASK


STEP = delayed(lambda x: total([x], 1), pure=True, name="step")
TAG = delayed(lambda x, number: total([x], number), pure=True, name="tag")
ADD = delayed(lambda *all: total(all, 0), pure=True, name="add")
ADD_ALL = delayed(lambda all: total(all, 0), pure=True, name="add_all")

# Graphs, as in shape.rs.


def independent(tasks):
    return [STEP(n) for n in range(tasks)]


def chain(tasks):
    last = STEP(0)
    for _ in range(tasks - 1):
        last = STEP(last)
    return [last]


def tree(tasks):
    level = [STEP(n) for n in range((1 << (tasks - 1).bit_length()) // 2)]
    while len(level) > 1:
        level = [ADD(a, b) for a, b in zip(level[::2], level[1::2])]
    return level


def wavefront(tasks):
    side = math.isqrt(tasks + tasks // 20)
    row = [STEP(0)]
    for n in range(1, side):
        row.append(STEP(row[n - 1]))
    for _ in range(1, side):
        row[0] = STEP(row[0])
        for n in range(1, side):
            row[n] = ADD(row[n], row[n - 1])
    return row[-1:]


def above(task, width):
    third = (width - 1) // 3
    inputs = [task % width]
    for n in range(1, 4):
        x = (4 * task + n + 0x9E3779B97F4A7C15) & MASK
        x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
        inputs.append((task + 1 + (n - 1) * third + (x ^ (x >> 31)) % third) % width)
    return inputs


def layered(tasks):
    width = math.isqrt(tasks)
    row = [STEP(n) for n in range(width)]
    for start in range(width, width * width, width):
        row = [ADD(*(row[i] for i in above(start + n, width))) for n in range(width)]
    return row


def fan_out(tasks):
    root = STEP(0)
    return [TAG(root, n) for n in range(1, tasks)]


def fan_in(tasks):
    return [ADD_ALL([STEP(n) for n in range(tasks - 1)])]


SHAPES = [independent, chain, tree, wavefront, layered, fan_out, fan_in]


def seconds(work):
    gc.collect()
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def answer(scheduler, workers):
    global spin
    shapes = {shape.__name__.replace("_", "-"): shape for shape in SHAPES}
    for line in sys.stdin:
        shape, tasks, _, spin, counted = line.split()
        tasks, spin = int(tasks), int(spin)
        if counted == "1":
            tracemalloc.start()
        build, handles = seconds(lambda: shapes[shape](tasks))
        built, _ = tracemalloc.get_traced_memory()
        run, results = seconds(lambda: dask.compute(*handles, scheduler=scheduler, num_workers=workers))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        # Dask has cycles, which only a collection frees.
        start = time.perf_counter()
        del handles
        gc.collect()
        drop = time.perf_counter() - start
        print(build, run, drop, built, peak, sum(results) & MASK, flush=True)


def hashing():
    for size in [64_000, 1_000_000, 8_000_000, 100_000_000]:
        items = numpy.arange(size // 8, dtype="f8") * 0.37
        took = statistics.median(seconds(lambda: tokenize(items))[0] for _ in range(ROUNDS))
        print(f"tokenize of {size // 1000:>6} KB of floats: {size / took / 1e9:.2f} GB/s")


class Live:
    """A result that counts itself."""

    now = held = 0
    lock = threading.Lock()

    def __init__(self, value):
        self.value = value
        with Live.lock:
            Live.now += 1

    def __del__(self):
        with Live.lock:
            Live.now -= 1


def note(key, graph, state):
    Live.held = max(Live.held, Live.now)


def living():
    leaf = delayed(lambda n: Live(n), pure=False)
    join = delayed(lambda a, b: Live(a.value + b.value), pure=False)
    following = delayed(lambda last: Live(last.value + 1), pure=False)
    level = [leaf(n) for n in range(8192)]
    while len(level) > 1:
        level = [join(a, b) for a, b in zip(level[::2], level[1::2])]
    last = leaf(0)
    for _ in range(999):
        last = following(last)
    for name, handle in [("tree of 8192 leaves", level[0]), ("chain of 1000", last)]:
        Live.held = 0
        with Callback(pretask=note):
            handle.compute(scheduler="threads", num_workers=1)
        print(f"most results alive as a task starts, {name}, one worker: {Live.held}")


if __name__ == "__main__":
    sys.setrecursionlimit(100_000)
    if sys.argv[1] == "figures":
        print(f"dask {dask.__version__}, python {sys.version.split()[0]}")
        living()
        hashing()
    else:
        answer(sys.argv[1], int(sys.argv[2]))
