"""What a job is, before any queue: a task's name, its message, where and how urgently."""

from typing import Any

from msgspec import Struct


class Job(Struct, frozen=True, kw_only=True):
    """`lock`: jobs with this word run one by one. There is no "only once": a job that already started misses
    what its enqueuer has not committed yet, so every change enqueues its own, and jobs are idempotent."""

    task: str
    queue: str
    message: Any
    priority: int = 0
    lock: str | None = None
