"""The dashboard in a real Voila and a real Chromium: what is shown is what pandas counts."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from conftest import watched_page
from sample_tables import sample_tables

from briefing import analysis
from briefing.analysis import key_findings
from briefing.charts import DECLARATIONS
from briefing.schema import TABLES
from briefing.tables import Tables

pytestmark = pytest.mark.browser
SIDES = ["actor", "recipient"]
READY = ".bd[data-revision]:not(.is-updating)"


def opened(page, address):
    page.goto(address)
    page.wait_for_selector(READY, timeout=60_000)
    return page


@pytest.fixture(scope="module")
def one_page(browser, dashboard_address):
    """One page for all tests that only filter; loading it is the slow part."""
    with watched_page(browser) as page:
        yield opened(page, dashboard_address)


@pytest.fixture
def dashboard(one_page):
    """The page without any filter."""
    if one_page.is_enabled(".bd-reset"):
        change(one_page, lambda: one_page.click(".bd-reset"))
    return one_page


def revision(page) -> int:
    return int(page.get_attribute(".bd", "data-revision"))


def settled(page, before: int) -> None:
    page.wait_for_function(
        """before => { const bd = document.querySelector(".bd");
            return Number(bd.dataset.revision) > before && !bd.classList.contains("is-updating"); }""",
        arg=before,
        timeout=30_000,
    )


def change(page, act) -> None:
    """Do something that asks the kernel and wait until its answer is drawn."""
    before = revision(page)
    act()
    settled(page, before)


def choose(page, name: str, *values: str, wait: bool = True) -> None:
    """Tick `values` in a filter's menu."""
    page.click(f'[data-filter="{name}"]')
    for value in values:
        box = page.locator(f'.bd-menu-panel:visible input[type=checkbox][value="{value}"]')
        change(page, box.check) if wait else box.check()
    page.keyboard.press("Escape")


def set_day(page, name: str, day: str) -> None:
    change(page, lambda: page.fill(f'[data-filter="{name}"]', day))


def numbers(page) -> tuple[int, int]:
    shown, total = re.findall(r"[\d,]+", page.inner_text(".bd-count"))
    return int(shown.replace(",", "")), int(total.replace(",", ""))


def traces(page, chart: str) -> list[dict]:
    """The data plotly holds for a chart, as it draws it."""
    return page.evaluate(
        """id => document.querySelector(`[data-chart="${id}"]`).data.map(
            ({ type, name, x, y, z, text }) => ({ type, name, x, y, z, text }))""",
        chart,
    )


def matrix(page) -> dict[tuple[str, str], int]:
    """The who-to-whom matrix by the names on its axes."""
    return {
        tuple(cell[:2]): cell[2]
        for cell in page.evaluate(
            """() => {
                const plot = document.querySelector('[data-chart="events_matrix"]');
                const names = (axis) => axis.ticktext.map((t) => t.replaceAll("<br>", " "));
                const rows = names(plot._fullLayout.yaxis), columns = names(plot._fullLayout.xaxis);
                return plot.data.flatMap((trace) => trace.z.flatMap((line, i) => line.map((n, j) => [rows[i], columns[j], n])));
            }"""
        )
        if cell[2]
    }


def events(tables, **filters) -> pd.DataFrame:
    return tables.select(**filters, include_duplicates=False).events


def n_distinct(frame: pd.DataFrame) -> int:
    return frame["event_id"].nunique()


def timeline_counts(page) -> dict[str, int]:
    bars = [t for t in traces(page, "events_timeline") if t["type"] == "bar"]
    counts = {t["name"].lower(): sum(n or 0 for n in t["y"]) for t in bars}
    return {name: n for name, n in counts.items() if n}


def by_modality(frame: pd.DataFrame) -> dict[str, int]:
    counts = frame.astype({"modality": "string"}).groupby("modality")["event_id"].nunique()
    return {str(k): int(n) for k, n in counts.items()}


def test_loads_with_every_chart_and_every_event(dashboard, dashboard_tables):
    everything = events(dashboard_tables)
    assert numbers(dashboard) == (n_distinct(everything), n_distinct(everything))
    drawn = dashboard.eval_on_selector_all(".bd-plot .main-svg", "n => n.length")
    assert drawn >= len(DECLARATIONS)
    assert timeline_counts(dashboard) == by_modality(everything)


def test_filter_by_actor_agrees_with_pandas(dashboard, dashboard_tables):
    choose(dashboard, "actors", "RUS", "USA")
    wanted = events(dashboard_tables, actors=["RUS", "USA"])
    assert 0 < n_distinct(wanted) < n_distinct(events(dashboard_tables))
    assert numbers(dashboard)[0] == n_distinct(wanted)
    assert timeline_counts(dashboard) == by_modality(wanted)
    counts = wanted.dropna(subset=SIDES).astype(dict.fromkeys(SIDES, "string"))
    counts = counts.groupby(SIDES)["event_id"].nunique()
    shown = matrix(dashboard)
    named = [n for cell, n in shown.items() if "Not named" not in cell]
    assert sorted(named) == sorted(int(n) for n in counts)
    assert shown["North Korea", "Russia"] == counts["PRK", "RUS"]


@pytest.mark.parametrize("side", SIDES)
def test_side_of_the_actor(dashboard, dashboard_tables, side):
    choose(dashboard, "actors", "RUS")
    dashboard.click('[data-filter="actors"]')
    radio = dashboard.locator(f'.bd-sides input[value="{side}"]')
    change(dashboard, lambda: radio.check(force=True))
    dashboard.keyboard.press("Escape")
    frame = events(dashboard_tables)
    assert numbers(dashboard)[0] == n_distinct(frame[frame[side].eq("RUS").fillna(False)])


def test_filter_by_date_agrees_with_pandas(dashboard, dashboard_tables):
    set_day(dashboard, "first_day", "2024-01-01")
    articles = dashboard_tables.articles
    late = articles.loc[articles["published"] >= "2024-01-01", "doc_id"].astype(str)
    frame = events(dashboard_tables)
    wanted = frame[frame["doc_id"].astype(str).isin(set(late))]
    assert 0 < n_distinct(wanted) < n_distinct(frame)
    assert numbers(dashboard)[0] == n_distinct(wanted)
    assert timeline_counts(dashboard) == by_modality(wanted)


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [("event_types", "event_type", "AID"), ("modality", "modality", "alleged")],
)
def test_filter_by_type_and_modality(dashboard, dashboard_tables, name, column, value):
    choose(dashboard, name, value)
    frame = events(dashboard_tables)
    assert numbers(dashboard)[0] == n_distinct(frame[frame[column] == value])


def test_filter_by_unknown_source_and_theme(dashboard, dashboard_tables):
    choose(dashboard, "sources", "unknown")
    unknown = set(dashboard_tables.articles.loc[lambda a: a["source_id"].isna(), "doc_id"])
    frame = events(dashboard_tables)
    frame = frame[frame["doc_id"].isin(unknown)]
    assert numbers(dashboard)[0] == n_distinct(frame) > 0
    choose(dashboard, "themes", "sanctions")
    hits = dashboard_tables.themes.loc[lambda t: t["theme"] == "sanctions"]
    both = frame.astype({"doc_id": str}).merge(
        hits.astype({"doc_id": str})[["doc_id", "sent_id"]].drop_duplicates()
    )
    assert numbers(dashboard)[0] == n_distinct(both)


def test_empty_state_and_reset(dashboard, dashboard_tables):
    set_day(dashboard, "first_day", "2031-01-01")
    assert numbers(dashboard)[0] == 0
    assert dashboard.is_visible(".bd-empty")
    assert dashboard.locator(".bd-evidence-item").count() == 0
    change(dashboard, lambda: dashboard.click(".bd-reset"))
    assert not dashboard.is_visible(".bd-empty")
    assert numbers(dashboard)[0] == n_distinct(events(dashboard_tables))
    assert dashboard.locator(".bd-chip:visible").count() == 0


def test_a_chip_takes_its_filter_away(dashboard, dashboard_tables):
    choose(dashboard, "modality", "alleged", "denied")
    change(dashboard, lambda: dashboard.click('.bd-chip:has-text("Alleged")'))
    assert numbers(dashboard)[0] == n_distinct(events(dashboard_tables, modality=["denied"]))


def test_many_quick_changes_end_in_the_last_state(dashboard, dashboard_tables):
    before = revision(dashboard)
    dashboard.click('[data-filter="event_types"]')
    boxes = dashboard.locator(".bd-menu-panel:visible input[type=checkbox]")
    values = [boxes.nth(i).get_attribute("value") for i in range(boxes.count())]
    dashboard.evaluate(
        """() => { const boxes = document.querySelectorAll(".bd-menu-panel:not([hidden]) input[type=checkbox]");
            for (let round = 0; round < 3; round += 1) boxes.forEach((box) => box.click()); }"""
    )
    dashboard.keyboard.press("Escape")
    settled(dashboard, before + 3 * len(values) - 1)
    assert numbers(dashboard)[0] == n_distinct(events(dashboard_tables, event_types=values))
    dashboard.evaluate("() => document.querySelectorAll('.bd-chip:not([hidden])')[0].click()")
    settled(dashboard, before + 3 * len(values))
    left = events(dashboard_tables, event_types=values[1:])
    assert numbers(dashboard)[0] == n_distinct(left)
    assert timeline_counts(dashboard) == by_modality(left)


def matrix_cell(page, row: str, column: str) -> tuple[float, float]:
    """Where on the screen a cell of the matrix is."""
    page.locator('[data-chart="events_matrix"]').scroll_into_view_if_needed()
    return tuple(
        page.evaluate(
            """([row, column]) => {
                const plot = document.querySelector('[data-chart="events_matrix"]');
                const { xaxis, yaxis } = plot._fullLayout, box = plot.getBoundingClientRect();
                const at = (axis, name) => axis._offset + axis.c2p(axis.ticktext.findIndex((t) => t.replaceAll("<br>", " ") === name));
                return [box.x + at(xaxis, column), box.y + at(yaxis, row)];
            }""",
            [row, column],
        )
    )


def evidence_count(page) -> int:
    return int(re.match(r"[\d,]+", page.inner_text(".bd-evidence header p"))[0].replace(",", ""))


def test_a_click_on_a_mark_shows_its_evidence(dashboard, dashboard_tables):
    choose(dashboard, "modality", "alleged", "denied")
    at = matrix_cell(dashboard, "North Korea", "Russia")
    change(dashboard, lambda: dashboard.mouse.click(*at))
    wanted = events(dashboard_tables, modality=["alleged", "denied"])
    wanted = wanted[wanted["actor"].eq("PRK") & wanted["recipient"].eq("RUS")]
    assert evidence_count(dashboard) == n_distinct(wanted) > 0
    shown = dashboard.locator(".bd-evidence-item")
    assert shown.count() == n_distinct(wanted)
    assert set(shown.locator(".bd-mark-trigger").all_inner_texts()) == set(wanted["trigger"])
    change(dashboard, lambda: dashboard.click(".bd-evidence .bd-chip"))
    assert evidence_count(dashboard) == numbers(dashboard)[0]


def test_every_mark_can_be_read_and_chosen_without_a_mouse(dashboard, dashboard_tables):
    card = dashboard.locator("#bd-card-events_matrix")
    card.locator("summary", has_text="The numbers").focus()
    dashboard.keyboard.press("Enter")
    marks = card.locator(".bd-mark")
    marks.first.wait_for()
    assert marks.count() == len(matrix(dashboard))
    mark = marks.filter(has_text="North Korea → Russia").first
    change(dashboard, lambda: mark.press("Enter"))
    wanted = events(dashboard_tables)
    wanted = wanted[wanted["actor"].eq("PRK") & wanted["recipient"].eq("RUS")]
    assert f"{n_distinct(wanted)} events" in mark.inner_text()
    assert evidence_count(dashboard) == n_distinct(wanted)


def test_a_finding_leads_to_its_events(dashboard, dashboard_tables):
    finding = next(f for f in key_findings(dashboard_tables) if f.values)
    item = dashboard.locator(".bd-findings li", has_text=finding.text)
    change(dashboard, lambda: item.locator("button").click())
    assert evidence_count(dashboard) == finding.n_events


def test_someone_elses_words_are_out_until_switched_on(dashboard, dashboard_tables):
    card = dashboard.locator("#bd-card-tone_by_source")
    switch = card.get_by_label("Count someone else's words too")
    for own_words in (True, False, True):
        assert switch.is_checked() is not own_words
        frame = analysis.tone_by_source(dashboard_tables, own_words=own_words)
        text = card.locator(".bd-about").first.inner_text()
        assert text.startswith(f"{frame.attrs['n']} mentions in ")
        assert ("in someone else's words" in text) is own_words
        change(dashboard, switch.click)
    change(dashboard, switch.click)


def test_more_evidence_on_request(dashboard):
    first = dashboard.locator(".bd-evidence-item").count()
    assert first < evidence_count(dashboard)
    change(dashboard, lambda: dashboard.click(".bd-evidence > .bd-button"))
    assert first < dashboard.locator(".bd-evidence-item").count()


def test_download_holds_the_same_events(dashboard, dashboard_tables, browser, tmp_path):
    choose(dashboard, "modality", "planned")
    with dashboard.expect_download() as download:
        dashboard.click(".bd-head button")
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == "briefing.html"
    with watched_page(browser) as page:
        page.context.set_offline(True)
        page.goto(file.as_uri())
        wanted = n_distinct(events(dashboard_tables, modality=["planned"]))
        page.locator("#count b").wait_for(state="attached")
        assert page.text_content("#count").startswith(f"{wanted} of {wanted} ")


def test_plotly_comes_from_the_kernel_where_the_page_has_none(page, dashboard_address):
    page.route("**/plotly.min.js", lambda route: route.fulfill(body=""))
    opened(page, dashboard_address)
    assert page.locator(".bd-plot .main-svg").count() >= len(DECLARATIONS)


HOSTILE = (
    '"><img src=x onerror="window.hacked=1"><script>window.hacked=2</script></script>'
    "<svg onload=window.hacked=3><b>"
)


def hostile(tables: Tables) -> Tables:
    """Return `tables` with markup in every text and every open code; offsets stay inside."""
    frames = {}
    for name, frame in tables.frames().items():
        frame = frame.copy()
        for column in TABLES[name].columns:
            if column.name in ("text_sha256", "event_id", "doc_id") or column.allowed:
                continue
            if column.kind == "text":
                frame[column.name] = HOSTILE + frame[column.name].fillna("")
            elif column.kind == "code":
                frame[column.name] = frame[column.name].astype("string") + HOSTILE
        frames[name] = TABLES[name].enforce(frame)
    frames["articles"]["url"] = "javascript:window.hacked=4"
    return Tables(**frames, meta=tables.meta)


def test_hostile_articles_run_nothing(page, serve_tables):
    tables = hostile(sample_tables(seed=5, n_articles=4, n_sentences=8))
    opened(page, serve_tables(tables))
    assert numbers(page)[0] == n_distinct(events(tables)) > 0
    for plot in page.locator(".bd-plot").all():
        plot.scroll_into_view_if_needed()
        box = plot.bounding_box()
        for share in (0.3, 0.5, 0.7):
            page.mouse.move(box["x"] + share * box["width"], box["y"] + share * box["height"])
    for menu in page.locator(".bd-menu-button").all():
        menu.click()
        page.keyboard.press("Escape")
    change(page, lambda: page.locator(".bd-findings button").first.click())
    assert "<script>" in page.inner_text(".bd-evidence-item:first-child .bd-sentence")
    assert page.evaluate("window.hacked") is None
    assert page.locator(".bd img, .bd script, .bd iframe, .bd [onerror], .bd [onload]").count() == 0
    assert page.locator('.bd a[href^="javascript"]').count() == 0
