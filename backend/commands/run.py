"""`lianzheng run`: the order in which everything starts, what is said when it stands, and how it ends."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from backend.commands.pwa import build_if_stale
from backend.commands.supervisor import Program, Supervisor
from backend.commands.surroundings import (
    REPOSITORY,
    CannotRun,
    answers,
    data_folder,
    database,
    port,
    refuse_missing_tools,
    refuse_taken_port,
)

WEB_WORKERS = "2"
READY_SECONDS = 60.0


def main(_: Sequence[str]) -> int:
    """Runs everything until Ctrl-C. Returns the exit code; a refusal has been told in one sentence."""
    try:
        env = dict(os.environ)
        host, number = env.get("HOST") or "127.0.0.1", port(env)
        refuse_missing_tools()
        refuse_taken_port(host, number)
        data = data_folder(env)
        data.mkdir(parents=True, exist_ok=True)
        build_if_stale(REPOSITORY / "pwa")
        with database(env, data) as url:
            asyncio.run(_supervise(_environment(env, data, url, number), host, number))
    except CannotRun as wrong:
        print(f"lianzheng: {wrong}", file=sys.stderr)
        return 1
    except OSError as wrong:
        print(f"lianzheng: {wrong.filename or 'this machine'}: {wrong.strerror}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _environment(env: Mapping[str, str], data: Path, url: str, number: int) -> dict[str, str]:
    """Returns what every child process reads; what the operator has set stays."""
    defaults = {
        "DATA_DIR": str(data),
        "STORE_DIR": str(data / "store"),
        "KEY_DIR": str(data / "keys"),
        "SECRET_FILE": str(data / "secret"),
        "PORT": str(number),
        "PUBLIC_ORIGIN": f"http://localhost:{number}",
        "PYTHONUNBUFFERED": "1",
    }
    return {**defaults, **env, "DATABASE_URL": url}


async def _supervise(env: dict[str, str], host: str, number: int) -> None:
    supervisor = Supervisor(env, REPOSITORY)
    asked_to_stop = asyncio.Event()

    def on_signal() -> None:
        if asked_to_stop.is_set():
            supervisor.kill()
        asked_to_stop.set()

    for which in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(which, on_signal)
    bringing_up = asyncio.create_task(_bring_up(supervisor, env, host, number))
    stopped = asyncio.create_task(asked_to_stop.wait())
    try:
        await _until_the_end(supervisor, bringing_up, stopped)
    finally:
        print("Stopping …", flush=True)
        bringing_up.cancel()
        stopped.cancel()
        await supervisor.stop()
        await asyncio.gather(bringing_up, stopped, return_exceptions=True)


async def _until_the_end(supervisor: Supervisor, bringing_up: asyncio.Task[None], stopped: asyncio.Task[bool]) -> None:
    """Returns when asked to stop. Raises CannotRun if something cannot be brought up or kept up."""
    ends: set[asyncio.Future[Any]] = {stopped, supervisor.failed}
    await asyncio.wait({bringing_up, *ends}, return_when=asyncio.FIRST_COMPLETED)
    if bringing_up.done():
        bringing_up.result()
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    if supervisor.failed.done() and not stopped.done():
        raise CannotRun(supervisor.failed.result())


async def _bring_up(supervisor: Supervisor, env: Mapping[str, str], host: str, number: int) -> None:
    lianzheng = str(Path(sys.executable).with_name("lianzheng"))
    await supervisor.run_once(Program("lianzheng migrate", [lianzheng, "migrate"]))
    for program in _programs(host, number):
        supervisor.keep(program)
    await _until_it_answers(f"http://{host}:{number}/api/health")
    if env.get("DEMONSTRATION", "1") != "0":
        await supervisor.run_once(Program("lianzheng demo", [lianzheng, "demo"]))
    print(f"\n  链证 Lianzheng stands at {env['PUBLIC_ORIGIN']}   (Ctrl-C stops everything)\n", flush=True)


def _programs(host: str, number: int) -> list[Program]:
    python = sys.executable
    web = ["-m", "granian", "--interface", "asgi", "--factory", "--host", host, "--port", str(number),
           "--workers", WEB_WORKERS, "--no-access-log", "backend.app:create_app"]  # fmt: skip
    return [
        Program("web", [python, *web]),
        Program("jobs", [python, "-m", "backend.worker"]),
        Program("media", [python, "-m", "media_worker.app"]),
    ]


async def _until_it_answers(url: str) -> None:
    """Returns when the web process answers at all. Raises CannotRun after READY_SECONDS."""
    deadline = asyncio.get_running_loop().time() + READY_SECONDS
    while not await asyncio.to_thread(answers, url):
        if asyncio.get_running_loop().time() > deadline:
            raise CannotRun(f"The web process did not answer at {url} within {READY_SECONDS:.0f} s.")
        await asyncio.sleep(0.2)
