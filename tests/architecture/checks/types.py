"""The wire's description and the app's TypeScript types are what the code of today generates."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

OPENAPI = "schemas/generated/openapi.json"
TYPESCRIPT = "pwa/src/wire/generated.ts"


def violations(root: Path) -> list[str]:
    """Returns what `make types` would change."""
    made = subprocess.run(
        [sys.executable, "-m", "backend.cli", "openapi"], cwd=root, capture_output=True, encoding="utf-8", check=False
    )
    if made.returncode != 0:
        return [f"`lianzheng openapi` fails: {made.stderr.strip().splitlines()[-1:]}"]
    committed = root / OPENAPI
    if not committed.exists():
        return [f"{OPENAPI} is not committed: run `make types`"]
    if json.loads(committed.read_text("utf-8")) != json.loads(made.stdout):
        return [f"{OPENAPI} is not what the routes say now: run `make types`"]
    return _typescript(root)


def _typescript(root: Path) -> list[str]:
    tool = Path(__file__).parents[3] / "pwa" / "node_modules" / ".bin" / "openapi-typescript"
    wanted = json.loads((root / "pwa" / "package.json").read_text("utf-8"))["scripts"]["types"].split()[2:-2]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "generated.ts"
        subprocess.run([str(tool), str(root / OPENAPI), *wanted, "-o", str(out)], check=True, capture_output=True)
        same = (root / TYPESCRIPT).read_text("utf-8") == out.read_text("utf-8")
    return [] if same else [f"{TYPESCRIPT} is not made from {OPENAPI}: run `make types`"]
