# SPDX-License-Identifier: Apache-2.0
import unittest

from ratios import Results, table


def run(recorder: str, kind: str, cost: float, streams: int = 200, faults: tuple[str, ...] = (), **more) -> dict:
    cell = {"recorder": recorder, "kind": kind, "streams": streams, "megabits": 2.5, "stamped": False}
    return {**cell, "cpu_ms_per_stream_minute": cost, "faults": list(faults), **more}


class TargetTests(unittest.TestCase):
    def figures(self, runs: list[dict]) -> dict[float, tuple[float | None, str]]:
        return {row.most: (row.figure, row.verdict) for row in table(Results(runs))}

    def test_a_ratio_is_one_of_medians(self) -> None:
        mine = [run("aircheck", "flv", cost) for cost in (30, 31, 500)]
        theirs = [run("nginx", "flv", cost) for cost in (10, 100, 110)]
        self.assertEqual(self.figures(mine + theirs)[0.40], (0.31, "reached"))

    def test_says_by_how_much_a_target_is_missed(self) -> None:
        figures = self.figures([run("aircheck", "flv", 40), run("lazy", "raw", 10)])
        self.assertEqual(figures[2.5], (4.0, "missed by 60%"))

    def test_a_run_with_a_fault_counts_for_nothing(self) -> None:
        runs = [run("aircheck", "flv", 10), run("nginx", "flv", 100, faults=("3 recordings of 200 streams",))]
        self.assertEqual(self.figures(runs)[0.40], (None, "not measured"))

    def test_memory_is_the_largest_of_the_formats(self) -> None:
        runs = [
            run("aircheck", "flv", 1, 1000, memory_per_stream_bytes=1 << 19),
            run("aircheck", "all", 1, 1000, memory_per_stream_bytes=3 << 19),
        ]
        self.assertEqual(self.figures(runs)[1], (1.5, "missed by 50%"))


if __name__ == "__main__":
    unittest.main()
