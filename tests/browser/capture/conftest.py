"""What the recorder's tests need: the page built once, a peer and a phone."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.capture.phone import Phone
from tests.fakes.footage_peer import FootagePeer

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[2]


@pytest.fixture(scope="session")
def page_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built test page."""
    out = tmp_path_factory.mktemp("page")
    vite = REPOSITORY / "pwa" / "node_modules" / ".bin" / "vite"
    config = HERE / "page" / "vite.config.mjs"
    command = [str(vite), "build", "--config", str(config), "--outDir", str(out), "--logLevel", "error"]
    subprocess.run(command, check=True, cwd=REPOSITORY / "pwa")
    return out


@pytest.fixture
def peer(tmp_path: Path, page_files: Path) -> Iterator[FootagePeer]:
    """A server that holds parts, and serves the page."""
    store = tmp_path / "store"
    store.mkdir()
    made = FootagePeer(store, page_files)
    yield made
    made.close()


@pytest.fixture
def phone(tmp_path: Path, camera_feed: tuple[Path, Path]) -> Iterator[Phone]:
    """A phone that has never been used."""
    with Phone(tmp_path / "profile", camera_feed) as made:
        yield made
