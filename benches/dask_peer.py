"""Dask's figures for the graphs of these benches, to read beside their tables.

    python3 -m venv venv
    venv/bin/pip install dask numpy
    venv/bin/python benches/dask_peer.py [tasks]

`tasks` is 10,000 unless told: Dask takes minutes for a hundred thousand. Times are medians of three.
"""

import gc
import statistics
import sys
import threading
import time

import dask
import numpy
from dask import delayed
from dask.base import tokenize
from dask.callbacks import Callback

ROUNDS = 3


def step(x):
    return x + 1


def add(a, b):
    return a + b


STEP, ADD = delayed(step, pure=True), delayed(add, pure=True)


def independent(tasks):
    return [STEP(n) for n in range(tasks)]


def tree(tasks):
    level = [STEP(n) for n in range(tasks // 2)]
    while len(level) > 1:
        level = [ADD(a, b) for a, b in zip(level[::2], level[1::2])]
    return level


def chain(tasks):
    last = STEP(0)
    for _ in range(tasks - 1):
        last = STEP(last)
    return [last]


def seconds(work):
    gc.collect()
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def power_of_two(n):
    return 1 << (n - 1).bit_length()


def timings(tasks):
    print(f"{'':<14}{'tasks':>10}{'build':>14}{'two threads':>14}{'synchronous':>14}   (ns a task)")
    for build, size in [(independent, tasks), (tree, power_of_two(tasks)), (chain, tasks)]:
        rounds = []
        for _ in range(ROUNDS):
            built, handles = seconds(lambda: build(size))
            threads, _ = seconds(lambda: dask.compute(*handles, scheduler="threads", num_workers=2))
            inline, _ = seconds(lambda: dask.compute(*handles, scheduler="synchronous"))
            rounds.append((built, threads, inline))
        medians = [statistics.median(column) / size * 1e9 for column in zip(*rounds)]
        print(f"{build.__name__:<14}{size:>10}" + "".join(f"{nanos:>14,.0f}" for nanos in medians))


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
    print(f"dask {dask.__version__}, python {sys.version.split()[0]}")
    living()
    hashing()
    timings(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
