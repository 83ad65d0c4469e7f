# SPDX-License-Identifier: Apache-2.0
import unittest

from plan import CONTENDERS, Cell, cells, chosen, turns


class PlanTests(unittest.TestCase):
    def test_a_word_chooses_a_recorder_a_format_or_both(self) -> None:
        self.assertEqual(chosen(["nginx"], CONTENDERS), ["nginx:flv", "nginx:hls"])
        self.assertEqual(chosen(["hls"], CONTENDERS), ["aircheck:hls", "nginx:hls"])
        self.assertEqual(chosen(["aircheck:flv", "lazy"], CONTENDERS), ["aircheck:flv", "lazy:raw"])
        self.assertEqual(chosen([], CONTENDERS), list(CONTENDERS))
        with self.assertRaises(ValueError):
            chosen(["flw"], CONTENDERS)

    def test_the_matrix_is_the_issues(self) -> None:
        made = cells(list(CONTENDERS), None, None)
        self.assertEqual(sum(1 for cell in made if cell.contender == "aircheck:flv"), 5)
        self.assertIn(Cell("nginx", "hls", 1000, 2.5), made)
        self.assertIn(Cell("aircheck", "all", 50, 6.0), made)
        self.assertEqual(max(cell.streams for cell in made if cell.recorder == "ffmpeg"), 20)

    def test_contenders_take_turns(self) -> None:
        a, b, c = Cell("a", "flv", 200, 2.5), Cell("b", "flv", 200, 2.5), Cell("a", "flv", 1000, 2.5)
        self.assertEqual(turns([a, b, c], 2), [a, b, a, b, c, c])


if __name__ == "__main__":
    unittest.main()
