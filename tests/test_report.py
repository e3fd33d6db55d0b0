"""The static briefing in a real Chromium: offline, filtered, harmless, with pandas' numbers."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from sample_tables import sample_tables

from briefing import analysis, charts
from briefing.errors import InputError
from briefing.report import report_html, write_report
from briefing.tables import Tables

browser_test = pytest.mark.browser
READY = 'html[data-ready="true"]'
HOSTILE = (
    "</script><img src=x onerror=pwned()><script>pwned()</script>{{script}}%{x}<b onclick=pwned()>"
)


@pytest.fixture
def opened(page, tmp_path):
    """Return a function that writes a briefing and opens it with the network off."""

    def show(tables: Tables, **arguments):
        path = write_report(tables, tmp_path / "briefing.html", **arguments)
        page.context.set_offline(True)
        page.goto(path.as_uri())
        page.wait_for_selector(READY)
        return page

    return show


def count(page) -> str:
    return page.inner_text("#count")


def choose(page, menu: str, *codes: str) -> None:
    for code in codes:
        page.evaluate(
            "([menu, code]) => document.querySelector("
            "`#menu-${menu} input[data-code='${code}']`).click()",
            [menu, code],
        )
    page.wait_for_selector(READY)


def n_events(tables: Tables) -> int:
    return tables.select(include_duplicates=False).events["event_id"].nunique()


def drawn(page, chart_id: str) -> list:
    """Return the cells the page's chart holds: each mark's value by what it stands for."""
    return page.evaluate(
        """id => document.querySelector(`#chart-${id} .plot`).data
               .filter(trace => trace.customdata && trace.type === "bar")
               .flatMap(trace => trace.y.map((y, i) => [trace.customdata[i], y]))""",
        chart_id,
    )


@browser_test
def test_filters_give_the_numbers_pandas_gives(opened):
    tables = sample_tables(11, 8, 25)
    page = opened(tables)
    total = n_events(tables)
    assert count(page).startswith(f"{total} of {total} events")

    choose(page, "actors", "RUS", "KOR")
    choose(page, "modality", "alleged", "denied")
    choose(page, "sources", "unknown", "daily-post")
    filters = {
        "actors": ["RUS", "KOR"],
        "modality": ["alleged", "denied"],
        "sources": ["unknown", "daily-post"],
    }
    assert count(page).startswith(f"{n_events(tables.select(**filters))} of {total} events")

    frame = analysis.events_timeline(tables, **filters)
    by_page = dict.fromkeys(("alleged", "denied"), 0)
    for values, n in drawn(page, "events_timeline"):
        by_page[values["modality"][0]] += n
    by_pandas = frame.groupby("modality")["n_events"].sum().to_dict()
    assert {m: n for m, n in by_page.items() if n} == by_pandas != {}
    assert "Not affected by the filter on certainty" in page.inner_text("#chart-modality_by_source")

    page.fill("#from", "2024-01-01")
    filters["dates"] = ("2024-01-01", None)
    assert count(page).startswith(f"{n_events(tables.select(**filters))} of {total} events")
    assert f"({tables.articles['published'].isna().sum()} undated" in count(page)

    page.click("#reset")
    assert count(page).startswith(f"{total} of {total} events")
    assert page.query_selector_all("#chips .chip") == []


@browser_test
def test_side_of_the_actor_and_the_chips_that_undo_filters(opened):
    tables = sample_tables(12, 6, 25)
    page = opened(tables)
    choose(page, "actors", "PRK")
    page.click("#menu-actors summary")
    for side in ("actor", "recipient", "either"):
        page.select_option("#side", side)
        n = n_events(tables.select(actors=["PRK"], side=side))
        assert count(page).startswith(f"{n} of ")
    page.keyboard.press("Escape")
    page.click("#chips .chip")
    assert count(page).startswith(f"{n_events(tables)} of ")


@browser_test
def test_someone_elses_words_are_out_until_switched_on(opened):
    tables = sample_tables(25, 4, 25)
    page = opened(tables)
    for own_words in (True, False):
        frame = analysis.tone_by_source(tables, own_words=own_words)
        text = page.inner_text("#chart-tone_by_source .subtitle")
        assert text.startswith(f"{frame.attrs['n']} mentions in 4 articles")
        assert ("in someone else's words" in text) is own_words
        page.click("#chart-tone_by_source .widen")
        page.wait_for_selector(READY)


@browser_test
def test_a_switch_of_the_view_stays_on_in_its_file(opened):
    page = opened(sample_tables(25, 4, 25), included=["tone_by_source"])
    assert page.get_by_label("Count someone else's words too").is_checked()
    assert "in someone else's words" not in page.inner_text("#chart-tone_by_source .subtitle")


@browser_test
def test_a_mark_leads_to_its_sentences_with_the_trigger_marked(opened):
    # The emoji is one character in Python and two units in JavaScript.
    tables = sample_tables(13, 5, 25, {"sentence": "\U0001f680 Envoys"})
    page = opened(tables)
    page.evaluate(
        """() => document.querySelector("#chart-events_matrix .plot")
               .emit("plotly_click", { points: [{ customdata: { actor: ["PRK"], recipient: ["RUS"] } }] })"""
    )
    frame = analysis.events_matrix(tables)
    cell = frame[(frame["actor"] == "PRK") & (frame["recipient"] == "RUS")]
    assert page.inner_text("#evidence-note").startswith(f"{cell['n_events'].item()} events in ")
    assert page.evaluate("document.activeElement.id") == "evidence"
    assert {m.inner_text() for m in page.query_selector_all("#items mark")} == {"met"}
    page.click("#mark .chip")
    assert page.inner_text("#evidence-note").startswith(f"{n_events(tables)} events")


@browser_test
def test_every_cell_of_every_chart_has_its_sentences_and_a_table(opened):
    tables = sample_tables(14, 3, 12)
    page = opened(tables)
    for chart_id in charts.DECLARATIONS:
        check_numbers(page, tables, chart_id)


def check_numbers(page, tables: Tables, chart_id: str) -> None:
    page.click(f"#chart-{chart_id} details.numbers summary")
    page.wait_for_selector(f"#chart-{chart_id} details.numbers button")
    buttons = page.query_selector_all(f"#chart-{chart_id} details.numbers button")
    cells = analysis.frames(tables, [chart_id])[chart_id]
    assert len(buttons) == len(cells) > 0
    n_column = charts.DECLARATIONS[chart_id].query.n_column
    for button, n in list(zip(buttons, cells[n_column], strict=True))[:3]:
        button.evaluate("e => e.click()")
        note = page.inner_text("#evidence-note")
        assert note.startswith(f"{n} ") if n else note.startswith("No sentence")


@browser_test
def test_hostile_text_in_every_field_is_shown_and_never_run(opened):
    fields = (
        *("sentence", "title", "source_name", "section", "theme", "speaker_name", "actor"),
        *("recipient", "actor_name", "attributed_to_name", "location", "voice"),
    )
    names = dict.fromkeys(fields, HOSTILE) | {"url": "javascript:pwned()"}
    page = opened(sample_tables(15, 4, 15, names), title=HOSTILE)
    assert page.inner_text("h1") == HOSTILE
    assert page.title() == HOSTILE
    for summary in page.query_selector_all("details summary"):
        summary.evaluate("e => { e.parentElement.open = true; }")
    page.click("#chart-events_matrix details.numbers button")
    assert HOSTILE in page.inner_text("#items blockquote")
    assert page.query_selector_all("img, iframe, [onclick], [onerror]") == []
    assert page.query_selector_all("a:not(.skip):not([href^=http])") == []
    assert page.evaluate("typeof window.pwned") == "undefined"
    assert "onerror" in page.text_content("#chart-events_matrix .plot")


@browser_test
def test_the_policy_lets_only_the_pages_own_scripts_run(browser, tmp_path):
    path = write_report(sample_tables(16), tmp_path / "briefing.html")
    page = browser.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector(READY)
    blocked = page.evaluate(
        """async () => {
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            document.body.append(script);
            document.body.insertAdjacentHTML("beforeend", "<i id=i onclick='window.ran = true'></i>");
            document.getElementById("i").click();
            const fetched = await fetch("https://example.org/").then(() => true, () => false);
            return [window.ran, fetched];
        }"""
    )
    page.close()
    assert blocked == [None, False]


@browser_test
def test_a_chart_is_saved_as_an_image_and_sentences_as_csv(opened):
    page = opened(sample_tables(24, 3, 12, {"title": "=1+1"}))
    with page.expect_download() as image:
        page.click("#chart-events_timeline button:text('Save as image')")
    assert image.value.suggested_filename == "events_timeline.png"
    assert Path(image.value.path()).read_bytes().startswith(b"\x89PNG")
    with page.expect_download() as sentences:
        page.click("#download")
    text = Path(sentences.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert len({row["event_id"] for row in rows}) == n_events(sample_tables(24, 3, 12))
    assert {row["title"] for row in rows} == {"'=1+1"}


@browser_test
def test_nothing_to_show_is_said_and_breaks_nothing(opened):
    tables = sample_tables(17, 3, 10)
    page = opened(tables.select(actors=["XNK"], modality=["denied"], event_types=[]))
    assert count(page).startswith("0 of 0 events")
    assert "No events match" in page.text_content("#chart-events_timeline .plot")
    assert page.inner_text("#evidence-note") == "No sentence matches these filters."


@browser_test
def test_the_selection_exported_is_said_and_no_other_row_is_in_the_file(opened):
    tables = sample_tables(18, 6, 20)
    page = opened(tables, actors=["KOR"], dates=("2023-10-01", None))
    assert "Actor: South Korea" in page.inner_text("#scope")
    assert "Published from 2023-10-01" in page.inner_text("#scope")
    selected = tables.select(actors=["KOR"], dates=("2023-10-01", None))
    assert count(page).startswith(f"{n_events(selected)} of {n_events(selected)} event")


@browser_test
@pytest.mark.parametrize("width", [420, 1400])
def test_the_page_never_scrolls_sideways(opened, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    opened(sample_tables(19, 9, 20))
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_same_tables_give_the_same_file_within_its_limit(tmp_path):
    tables = sample_tables(20, 6, 40)
    first = write_report(tables, tmp_path / "a.html").read_bytes()
    assert first == write_report(tables, tmp_path / "b.html").read_bytes()
    assert len(first) < 2_500_000


def test_data_in_the_page_cannot_end_its_script_element():
    page = report_html(sample_tables(21, 2, 5, {"sentence": "</script>\u2028<!--", "title": "<"}))
    data = page.split('id="data">')[1].split("</script>")[0]
    assert json.loads(data)["tables"]["sentences"]["n"] == 10
    assert not set("<>&\u2028") & set(data)


def test_a_filter_value_no_table_knows_is_refused_and_nothing_written(tmp_path):
    with pytest.raises(InputError, match=r"unknown value 'ZZZ' .allowed: .*PRK"):
        write_report(sample_tables(22), tmp_path / "briefing.html", actors=["ZZZ"])
    assert list(tmp_path.iterdir()) == []


def test_export_command_writes_the_file_and_refuses_bad_input(tmp_path, capsys):
    from briefing.cli import main

    sample_tables(23).save(tmp_path / "tables")
    out, folder = tmp_path / "out" / "briefing.html", str(tmp_path / "tables")
    with pytest.raises(SystemExit) as done:
        main(["export", "-o", str(out), "--tables", folder, "--actor", "PRK"])
    assert done.value.code in (0, None)
    assert out.stat().st_size > 1_000_000
    for bad in (["--modality", "maybe"], ["--from", "soon"], ["--side", "left", "--actor", "PRK"]):
        with pytest.raises(SystemExit) as refused:
            main(["export", "-o", str(tmp_path / "no.html"), "--tables", folder, *bad])
        assert refused.value.code == 2
        assert "briefing: " in capsys.readouterr().err
    assert not (tmp_path / "no.html").exists()


def test_export_without_options_writes_briefing_html_here(tmp_path, monkeypatch):
    from briefing.cli import main

    sample_tables(23).save(tmp_path / "build" / "tables")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as done:
        main(["export"])
    assert done.value.code in (0, None)
    assert (tmp_path / "briefing.html").stat().st_size > 1_000_000
