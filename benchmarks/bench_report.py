"""Time the static briefing in Chromium: opening it, and from a filter to the charts."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.bench_dashboard import CHROMIUM_FLAGS, CHROMIUM_NAMES
from briefing.report import write_report
from briefing.tables import load_tables

N_LOADS, N_BOXES = 5, 12
READY = 'html[data-ready="true"]'

WATCH = """
new MutationObserver((_, watch) => {
  if (!document.querySelector(".plot .main-svg")) return;
  window.firstChart = performance.now();
  watch.disconnect();
}).observe(document, { childList: true, subtree: true });
"""
# From the click to the frame that shows the charts in view, the other charts after it.
CHANGE = """
place => new Promise((done) => {
  document.querySelector("#chart-events_timeline").scrollIntoView();
  requestAnimationFrame(() => {
    const started = performance.now();
    document.querySelectorAll("#menus input[type=checkbox]")[place].click();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - started)));
  });
})
"""


def bench_report(tables: str = "build/tables") -> dict[str, float]:
    """Return the size of the file and medians over loads and changes of a filter."""
    from playwright.sync_api import sync_playwright

    names = [os.environ.get("CHROMIUM", ""), *CHROMIUM_NAMES]
    chromium = next(p for p in map(shutil.which, names) if p)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = write_report(load_tables(tables), Path(folder) / "briefing.html")
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        first_charts = []
        for _ in range(N_LOADS):
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            page.add_init_script(WATCH)
            page.goto(path.as_uri())
            page.wait_for_selector(READY)
            first_charts.append(page.evaluate("window.firstChart"))
        changes = []
        for place in [*range(N_BOXES), *range(N_BOXES)]:
            changes.append(page.evaluate(CHANGE, place))
            page.wait_for_selector(READY)
        browser.close()
        size = path.stat().st_size
    return {
        "static briefing (MB)": size / 1e6,
        "static briefing, first chart after opening the file (s)": median(first_charts) / 1000,
        "static briefing, charts in view after a change of filter, median (ms)": median(changes),
        "static briefing, the same, slowest tenth (ms)": sorted(changes)[-1 - len(changes) // 10],
    }


if __name__ == "__main__":
    import json
    import sys

    print(json.dumps(bench_report(*sys.argv[1:]), indent=2))
