"""The warm child: imports the decoders once, then answers one order at a time until its parent goes."""

import os
import sys
from pathlib import Path
from typing import BinaryIO

import cv2

from media_worker.copies.stills import take_stills
from media_worker.measures.part import Hostile, measure_part
from media_worker.sandbox.limits import limit_next_job, limit_this_process
from media_worker.sandbox.orders import (
    Answer,
    Broken,
    Measured,
    MeasureOrder,
    Order,
    Pictures,
    Ready,
    framed,
    read_order,
)


def main() -> None:
    """Serves until standard input ends. Nothing but answers may reach the pipe: stray output goes to stderr."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    orders = sys.stdin.buffer
    cv2.setNumThreads(1)
    limit_this_process()
    _say(answers, Ready())
    while (order := read_order(orders)) is not None:
        limit_next_job(order.size)
        _say(answers, _answer(order))


def _say(answers: BinaryIO, answer: Answer) -> None:
    answers.write(framed(answer))
    answers.flush()


def _answer(order: Order) -> Answer:
    try:
        if isinstance(order, MeasureOrder):
            measure = measure_part(Path(order.path), order.message, size=order.size, sha256=order.sha256)
            return Measured(measure=measure)
        return Pictures(stills=take_stills(Path(order.path), order.at_us))
    except (Hostile, MemoryError, OSError, ValueError) as problem:
        return Broken(error=f"{type(problem).__name__}: {problem}"[:500])


if __name__ == "__main__":
    main()
