"""CPU seconds of the part pass per minute of video, against a bare decode by ffmpeg of the same parts in the same run.

python -m tests.bench.measure [seconds of footage, default 60]
"""

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from media_worker.measures.part import measure_part
from tests.builders.footage import make_parts
from tests.fixtures.media import order_for


def main() -> None:
    """Prints one line per size; the last line is the figure of 720p."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    line = ""
    for width, height in ((1920, 1080), (1280, 720)):
        parts = make_parts(seconds, width=width, height=height)
        passed, slowest, decoded = _both(parts)
        minutes = seconds / 60
        line = (
            f"{height}p: part pass {passed / minutes:.2f} CPU-s per video minute, bare decode {decoded / minutes:.2f}, "
            f"ratio {passed / decoded:.2f}, slowest part {slowest:.2f} CPU-s"
        )
        print(line)


def _both(parts: list[bytes]) -> tuple[float, float, float]:
    """CPU seconds of all part passes, of the slowest, and of ffmpeg over the same files."""
    costs, decoded = [], 0.0
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(parts):
            path = Path(folder) / f"{number}.mp4"
            path.write_bytes(data)
            found = measure_part(path, order_for(data), size=len(data), sha256=hashlib.sha256(data).hexdigest())
            assert found.outcome == "measured"
            costs.append(found.cpu_s)
            decoded += _decode_cpu_s(path)
    return sum(costs), max(costs), decoded


def _decode_cpu_s(path: Path) -> float:
    before = os.times()
    subprocess.run(["ffmpeg", "-v", "error", "-threads", "2", "-i", str(path), "-f", "null", "-"], check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


if __name__ == "__main__":
    main()
