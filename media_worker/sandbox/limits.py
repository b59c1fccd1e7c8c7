"""What a process that opens media may use; the same numbers for the warm child and for ffmpeg."""

import ctypes
import resource
import signal

MEMORY_BYTES = 2 * 1024**3
OPEN_FILES = 64
MAX_OUTPUT_BYTES = 8 * 1024**3
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38


def cpu_budget_s(size: int) -> int:
    """CPU seconds allowed for media of that many bytes: 15, and one more for each 2 MB (a 5 s part needs about one)."""
    return 15 + size // 2_000_000


def wall_budget_s(size: int) -> float:
    """Seconds until the answer must be there: four times the CPU, a busy machine must not make a part hostile."""
    return 4.0 * cpu_budget_s(size)


def limit_this_process() -> None:
    """For the warm child: memory, open files, no core file, no file written; it dies with its parent."""
    for kind, value in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(kind, (value, value))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def limit_next_job(size: int) -> None:
    """The CPU limit counts the whole life of a process: sets it to what is used now plus the budget of one job."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + cpu_budget_s(size)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def limit_other(pid: int, cpu_s: int) -> None:
    """For ffmpeg just started: set from outside, so that nothing must run between fork and exec."""
    for kind, value in (
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, MAX_OUTPUT_BYTES),
    ):
        resource.prlimit(pid, kind, (value, value))
