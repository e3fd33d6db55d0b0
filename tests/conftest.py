"""Fixtures shared by the tests: a real Chromium, pages that are watched, a served dashboard."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sample_tables import sample_tables

from briefing.tables import Tables

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium_path() -> str | None:
    """Return Chromium's path: $CHROMIUM, or the first known name on the PATH."""
    named = os.environ.get("CHROMIUM")
    return named or next((p for p in map(shutil.which, CHROMIUM_NAMES) if p), None)


@pytest.fixture(scope="session")
def browser():
    """Return a running Chromium; fail with what to install where there is none."""
    from playwright.sync_api import sync_playwright

    path = chromium_path()
    if path is None:
        pytest.fail("no Chromium: `apt-get install chromium`, or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        yield chromium
        chromium.close()


@dataclass
class Watch:
    """What a page did that no page of ours may do."""

    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @property
    def outside(self) -> list[str]:
        """Requests that left this machine."""
        local = ("http://127.0.0.1:", "ws://127.0.0.1:", "file:", "data:", "blob:")
        return [url for url in self.requests if not url.startswith(local)]


@contextmanager
def watched_page(browser) -> Iterator:
    """Yield a fresh page; at the end it must have logged no error and left no machine."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    opened, watch = context.new_page(), Watch()
    opened.on("console", lambda m: m.type == "error" and watch.errors.append(m.text))
    opened.on("pageerror", lambda error: watch.errors.append(str(error)))
    opened.on("request", lambda request: watch.requests.append(request.url))
    opened.on("websocket", lambda socket: watch.requests.append(socket.url))
    yield opened
    context.close()
    assert watch.outside == []
    assert watch.errors == []


@pytest.fixture
def page(browser) -> Iterator:
    """Return a page of a fresh context; see `watched_page`."""
    with watched_page(browser) as opened:
        yield opened


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(tables: Tables, folder: Path) -> Iterator[str]:
    """Run `briefing serve` on `tables`, saved in `folder`; yield the address it prints."""
    tables.save(folder / "tables")
    command = [
        str(Path(sys.executable).with_name("briefing")),
        "serve",
        "--tables",
        str(folder / "tables"),
    ]
    command += ["--port", str(free_port()), "--no-browser"]
    log = (folder / "serve.log").open("wb")
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, cwd=folder)
    try:
        line = server.stdout.readline().decode()
        assert "http://127.0.0.1:" in line, (folder / "serve.log").read_text()
        yield line.split()[1]
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
        log.close()


@pytest.fixture(scope="session")
def serve_tables(tmp_path_factory) -> Iterator[Callable[[Tables], str]]:
    """Serve tables for the whole session: ``serve_tables(tables)`` returns the address."""
    with ExitStack() as stack:
        yield lambda tables: stack.enter_context(served(tables, tmp_path_factory.mktemp("serve")))


@pytest.fixture(scope="session")
def dashboard_tables() -> Tables:
    """The random tables behind the served dashboard."""
    return sample_tables(seed=3, n_articles=12, n_sentences=25)


@pytest.fixture(scope="session")
def dashboard_address(serve_tables, dashboard_tables) -> str:
    """Address of a Voila that serves `dashboard_tables`."""
    return serve_tables(dashboard_tables)


@pytest.fixture
def file(tmp_path):
    """A function that writes a file and returns its path as text."""

    def write(name: str, content: str | bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return write
