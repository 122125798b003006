"""The most results that Dask's order holds as a task starts, for each graph of this folder.

    python3 -m venv venv
    venv/bin/pip install dask==2026.8.0
    venv/bin/python tests/pressure/dask_peaks.py

A file's first line is that figure; each line after it is a task and what it reads. Dask breaks ties by the names of
tasks, so it gets them as they are and turned round, and the smaller figure counts. Exits with 1 where a file says another.
"""

import pathlib
import sys

import dask
from dask.order import diagnostics


def task(*_):
    pass


def peak(lines, name):
    names = {line.split(":")[0]: name(place) for place, line in enumerate(lines)}
    graph = {}
    for line in lines:
        reader, read = line.split(":")
        graph[names[reader]] = (task, *(names[word] for word in read.split()))
    return max(diagnostics(graph)[1])


def main():
    print(f"dask {dask.__version__}")
    wrong = False
    for file in sorted(pathlib.Path(__file__).parent.glob("*.txt")):
        written, *lines = file.read_text().splitlines()
        last = len(lines)
        found = min(peak(lines, lambda place: f"{place:04}"), peak(lines, lambda place: f"{last - place:04}"))
        differs = "" if found == int(written) else f"  but the file says {written}"
        wrong |= bool(differs)
        print(f"{file.stem:<40}{last:>5} tasks{found:>5}{differs}")
    sys.exit(wrong)


main()
