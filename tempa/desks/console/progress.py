"""A bar on the terminal with the best cost so far; plain lines where there is no terminal."""

from __future__ import annotations

from typing import TextIO

from tempa.values.rupiah import rupiah_short

WIDTH = 30


class Bar:
    """Shows (seconds, objective, unplanned units, iterations) of a search that may take `total` seconds."""

    def __init__(self, total: float, stream: TextIO) -> None:
        self.total, self.stream = max(total, 0.001), stream
        self.live = stream.isatty()
        self.said = -5.0

    def show(self, seconds: float, objective: float, unplanned: int, iterations: int) -> None:
        if not self.live and seconds - self.said < 5:
            return
        self.said = seconds
        done = min(WIDTH, int(WIDTH * seconds / self.total))
        words = f"[{'#' * done}{'.' * (WIDTH - done)}] {seconds:5.1f} s  {rupiah_short(round(objective))}"
        if unplanned:
            words += f"  ({unplanned} belum dapat bengkel)"
        self.stream.write(f"\r{words}   " if self.live else f"{words}\n")
        self.stream.flush()

    def end(self) -> None:
        if self.live:
            self.stream.write("\n")
