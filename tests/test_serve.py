"""`briefing serve`: what it gives to a browser, what it keeps, how it begins and ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil
import pytest
from conftest import free_port, watched_page
from sample_tables import sample_tables

BRIEFING = str(Path(sys.executable).with_name("briefing"))


def status(url: str | Request) -> int:
    try:
        with urlopen(url, timeout=30) as answer:
            return answer.status
    except HTTPError as error:
        return error.code


def test_page_shows_no_code_and_may_reach_no_other_host(dashboard_address):
    with urlopen(dashboard_address, timeout=60) as answer:
        policy = answer.headers["Content-Security-Policy"]
        text = answer.read().decode()
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert "load_tables" not in text
    assert "cdn" not in text.lower()


def test_plotly_comes_from_this_server(dashboard_address):
    assert status(dashboard_address + "voila/static/plotly.min.js") == 200


def test_only_asked_by_its_own_name_does_it_answer(dashboard_address):
    strange = Request(dashboard_address, headers={"Host": "rebound.example"})
    assert status(strange) == 403
    assert status(dashboard_address.replace("127.0.0.1", "localhost")) == 200


@pytest.mark.parametrize(
    "path",
    ["dashboard.ipynb", "server.py", "js/main.js", "../tables/events.parquet", "%2e%2e/serve.log"],
)
def test_no_file_of_the_folder_is_given_away(dashboard_address, path):
    assert status(f"{dashboard_address}voila/files/{path}") in (403, 404)


@pytest.mark.parametrize("missing", ["nothing-here", "empty"])
def test_tables_that_are_not_there_are_one_clear_line(tmp_path, missing):
    (tmp_path / "empty").mkdir()
    done = subprocess.run(
        [BRIEFING, "serve", "--tables", str(tmp_path / missing), "--no-browser"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert missing in done.stderr
    assert "briefing build" in done.stderr


def test_a_taken_port_is_passed_over_and_interrupting_leaves_nothing(tmp_path, dashboard_address):
    taken = dashboard_address.split(":")[2].strip("/")
    sample_tables().save(tmp_path / "tables")
    server = subprocess.Popen(
        [BRIEFING, "serve", "--tables", "tables", "--port", taken, "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=tmp_path,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    try:
        line = server.stdout.readline().decode()
        assert "http://127.0.0.1:" in line
        assert f":{taken}/" not in line
    finally:
        server.send_signal(signal.SIGINT)
    assert server.wait(60) == 0
    assert list(tmp_path.glob("voila_*")) == []


@pytest.mark.browser
def test_a_page_opened_after_a_new_build_shows_it_and_the_old_one_leaves_no_kernel(
    tmp_path, browser
):
    tables = sample_tables(seed=5)
    tables.save(tmp_path / "tables")
    server = subprocess.Popen(
        [BRIEFING, "serve", "--tables", "tables", "--port", str(free_port()), "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=tmp_path,
    )
    try:
        address = server.stdout.readline().decode().split()[1]
        with watched_page(browser) as page:
            before = n_events_total(page, address)
            tables.select(event_types=["CONSULT"]).save(tmp_path / "tables")
            assert b"New build" in server.stdout.readline()
            assert n_events_total(page, address) != before
            assert kernels_left(server.pid) <= 2, "one in use, one waiting for a reader"
    finally:
        server.send_signal(signal.SIGINT)
    assert server.wait(60) == 0


def n_events_total(page, address: str) -> str:
    page.goto(address)
    page.wait_for_selector(".bd[data-revision]", timeout=60_000)
    return page.inner_text(".bd-count").split()[-2]


def kernels_left(server: int) -> int:
    """How many kernels the server has once it has had time to end those it need not keep."""
    until = time.monotonic() + 20
    while (n := len(psutil.Process(server).children())) > 2 and time.monotonic() < until:
        time.sleep(0.2)
    return n
