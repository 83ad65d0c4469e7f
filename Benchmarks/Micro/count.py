#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts what each micro-benchmark takes, by valgrind: the same on each machine, however busy it is.

    count.py MICROCOUNT [NAME…]    those whose names contain one of these

Each is done N and 2N times; the difference is what the N took, without what was prepared. Instructions are told without
those of copying bytes, which valgrind counts byte by byte where the processor moves them in blocks.
"""

import collections
import pathlib
import re
import subprocess
import sys
import tempfile

COPIES = ("__memcpy", "memcpy", "__memmove", "memmove")
ALLOCATIONS = ("malloc", "calloc", "realloc", "posix_memalign")
RETAINS = ("swift_retain", "swift_bridgeObjectRetain")


class Counts:
    """What callgrind wrote: instructions and calls by function."""

    def __init__(self, path):
        self.instructions = collections.Counter()
        self.calls = collections.Counter()
        names = {}

        def name(text):
            # A function's name stands where it comes up first, its number everywhere.
            number, rest = re.fullmatch(r"\((\d+)\)(?: (.*))?", text).groups()
            return names.setdefault(number, rest)

        function = called = None
        is_inclusive = False
        for line in path.read_text().splitlines():
            if line.startswith("fn="):
                function = name(line[3:])
            elif line.startswith("cfn="):
                called = name(line[4:])
            elif line.startswith("calls="):
                self.calls[called] += int(line[6:].split()[0])
                is_inclusive = True
            elif line[:1] in "0123456789+-*" and line:
                # The line after a call has what the called function took, which it tells itself.
                if not is_inclusive:
                    self.instructions[function] += int(line.split()[1])
                is_inclusive = False


def counts(binary, number, times, folder):
    output = folder / "callgrind.out"
    subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={output}", binary, str(number), str(times)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return Counts(output)


def main():
    original, wanted = pathlib.Path(sys.argv[1]), sys.argv[2:]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        # Valgrind can't read the debug information of Swift; the names of functions are enough.
        binary = folder / "count"
        subprocess.run(["strip", "--strip-debug", "-o", binary, original], check=True)
        listed = subprocess.run([binary], check=True, capture_output=True, text=True).stdout
        print(f"{'':64} {'instructions':>12} {'copies':>7} {'allocations':>11} {'retains':>7}")
        for line in listed.splitlines():
            number, times, title = line.split("\t")
            if wanted and not any(part in title for part in wanted):
                continue
            try:
                once, twice = (counts(binary, number, int(times) * factor, folder) for factor in (1, 2))
            except subprocess.CalledProcessError as failure:
                # Debian 12's valgrind, 3.19, stops at some of what Swift compiles to.
                print(f"{title:64} not counted: valgrind ended with {failure.returncode}", flush=True)
                continue

            def each(counter, prefixes):
                sums = [sum(n for k, n in counter(c).items() if k and k.startswith(prefixes)) for c in (once, twice)]
                return (sums[1] - sums[0]) / int(times)

            instructions = each(lambda c: c.instructions, "") - each(lambda c: c.instructions, COPIES)
            calls = [each(lambda c: c.calls, names) for names in (COPIES, ALLOCATIONS, RETAINS)]
            print(f"{title:64} {instructions:12,.0f} {calls[0]:7.1f} {calls[1]:11.2f} {calls[2]:7.1f}", flush=True)


if __name__ == "__main__":
    main()
