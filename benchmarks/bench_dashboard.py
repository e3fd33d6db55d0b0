"""Time the dashboard where it is used: Voila and Chromium, from the click to the chart."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
N_LOADS, N_ROUNDS = 5, 3
PREHEAT_SECONDS = 10

# Written by the page itself, so that waiting for it does not count.
WATCH = """
new MutationObserver((_, watch) => {
  if (!document.querySelector(".bd-plot .main-svg")) return;
  window.firstChart = performance.now();
  watch.disconnect();
}).observe(document, { childList: true, subtree: true });
"""
CHANGE = """
act => new Promise((done) => {
  const page = document.querySelector(".bd"), { revision, revisionInView } = page.dataset;
  const started = performance.now(), times = {};
  const record = (name) => requestAnimationFrame(() => {
    times[name] = performance.now() - started;
    if ("inView" in times && "all" in times) done(times);
  });
  new MutationObserver((_, watch) => {
    if (page.dataset.revisionInView !== revisionInView && !("inView" in times)) record("inView");
    if (page.dataset.revision === revision) return;
    watch.disconnect();
    record("all");
  }).observe(page, { attributes: true });
  document.querySelector(act).click();
})
"""


def bench_dashboard(tables: str = "build/tables", picture: str | None = None) -> dict[str, float]:
    """Return medians over loads with a preheated kernel and over changes of every filter.

    `picture` is where to write what the page looks like, such as the README's screenshot.
    """
    from playwright.sync_api import sync_playwright

    names = [os.environ.get("CHROMIUM", ""), *CHROMIUM_NAMES]
    path = next(p for p in map(shutil.which, names) if p)
    with _served(tables) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        first_charts = []
        for _ in range(N_LOADS):
            time.sleep(PREHEAT_SECONDS)
            page = browser.new_page(viewport={"width": 1400, "height": 1180})
            page.add_init_script(WATCH)
            page.goto(address)
            page.wait_for_selector(".bd[data-revision]", timeout=120_000)
            first_charts.append(page.evaluate("window.firstChart"))
        if picture:
            page.wait_for_timeout(1000)
            page.screenshot(path=picture)
        boxes = page.evaluate(
            """() => ["actors", "sources", "event_types", "modality", "themes"].flatMap((name) =>
                [...document.querySelectorAll(`[data-filter="${name}"] + .bd-menu-panel input[type=checkbox]`)]
                    .slice(0, 3).map((box) => `[data-filter="${name}"] + .bd-menu-panel input[value="${CSS.escape(box.value)}"]`))"""
        )
        changes = [page.evaluate(CHANGE, box) for _ in range(2 * N_ROUNDS) for box in boxes]
        browser.close()
    in_view = sorted(change["inView"] for change in changes)
    return {
        "first chart after opening the dashboard (s)": median(first_charts) / 1000,
        "charts in view after a change of filter, median (ms)": median(in_view),
        "charts in view after a change of filter, slowest tenth (ms)": in_view[
            -1 - len(in_view) // 10
        ],
        "all charts after a change of filter, median (ms)": median(c["all"] for c in changes),
    }


@contextmanager
def _served(tables: str) -> Iterator[str]:
    command = [str(Path(sys.executable).with_name("briefing")), "serve", "--no-browser"]
    command += ["--tables", tables, "--port", "8899"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        yield server.stdout.readline().decode().split()[1]
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)


if __name__ == "__main__":
    import json

    # python -m benchmarks.bench_dashboard [TABLES [PICTURE]]
    print(json.dumps(bench_dashboard(*sys.argv[1:]), indent=2))
