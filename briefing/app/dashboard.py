"""The dashboard: every request of the page becomes one answer, made from the state."""

from __future__ import annotations

from traitlets import TraitError

from briefing import analysis, charts
from briefing.app.choices import choices, note, subtitle
from briefing.app.evidence import Mark, evidence
from briefing.app.state import DashboardState
from briefing.app.view import DashboardView
from briefing.errors import BriefingError, InputError
from briefing.report import report_html
from briefing.report.page import default_title
from briefing.tables import Tables

EVIDENCE_ROWS = 40
MAX_EVIDENCE_ROWS = 2000
FAILED = "The dashboard could not answer this; the numbers shown are those of before."
NUMBERS = {
    "articles": "articles",
    "quotes": "attributed statements",
    "tone": "scored mentions",
    "themes": "theme hits",
}


class Dashboard(DashboardView):
    """The page of one reader and the `state` behind it.

    Set filters of `state` from a notebook (``dashboard.state.apply({"actors": ["PRK"]})``)
    and the page follows.
    """

    def __init__(self, tables: Tables, title: str) -> None:
        self.state = DashboardState(tables)
        self._title = title
        request = {
            "revision": 0,
            "chosen": self.state.chosen,
            "mark": None,
            "n_evidence": EVIDENCE_ROWS,
            "included": [],
        }
        super().__init__(
            make_file=self.static_file, catalogue=_catalogue(tables, title), request=request
        )
        self._drawn_for: dict[str, str] = {}
        self._answering = False
        self.answer_request(request)
        self.observe(lambda change: self.answer_request(change["new"]), "request")
        self.state.observe(self._follow_state, list(DashboardState.FILTERS))

    def answer_request(self, request: dict) -> None:
        """Apply what the page asked for; send counts, figures and evidence together.

        Where that fails the page is told, keeps the numbers it has, and does not wait.
        """
        try:
            mark = Mark.read(request["mark"])
            n_rows = min(int(request["n_evidence"]), MAX_EVIDENCE_ROWS)
            self._apply(request["chosen"])
            included = _switched_on(request["included"])
            selection = analysis.Selection(self.state.tables, self.state.selection)
            found = evidence(selection, mark, n_rows, included)
            numbers = self._numbers(selection)
            answer = {"request": request, "error": "", "evidence": found, **numbers}
            figures = self._figures(selection, included)
        except (BriefingError, TraitError) as error:
            self.answer = self.answer | {"request": request, "error": f"Not applied: {error}"}
        except Exception:
            self.answer = self.answer | {"request": request, "error": FAILED}
            raise
        else:
            with self.hold_sync():
                self.figures = figures
                self.answer = answer

    def static_file(self) -> tuple[str, bytes]:
        """Return name and content of the static briefing of what is chosen."""
        page = report_html(
            self.state.tables,
            title=self._title,
            included=self.answer["request"]["included"],
            **self.state.selection,
        )
        return "briefing.html", page.encode("utf-8")

    def _apply(self, chosen: dict) -> None:
        self._answering = True
        try:
            self.state.apply(chosen)
        finally:
            self._answering = False

    def _follow_state(self, _: object) -> None:
        if self._answering or self.answer["request"]["chosen"] == self.state.chosen:
            return
        revision = self.answer["request"]["revision"] + 1
        changed = {"revision": revision, "chosen": self.state.chosen, "mark": None}
        self.answer_request(self.answer["request"] | changed | {"n_evidence": EVIDENCE_ROWS})

    def _numbers(self, selection: analysis.Selection) -> dict[str, object]:
        everything, selected = self.state.everything, self.state.selected
        numbers = [
            (len(getattr(selected, name)), len(getattr(everything, name)), label)
            for name, label in NUMBERS.items()
        ]
        return {
            "n_events": self.state.n_events,
            "n_events_total": self.state.n_events_total,
            "numbers": numbers,
            "findings": [
                {"text": f.text, "n": f.n_events, "values": f.values}
                for f in analysis.findings_of(selection)
            ],
        }

    def _figures(self, selection: analysis.Selection, included: frozenset[str]) -> dict[str, str]:
        """Return every figure as JSON; those that count the same as before are kept."""
        asked = {
            name: repr((selection.obeyed(chart.query), name in included))
            for name, chart in charts.DECLARATIONS.items()
        }
        stale = [name for name, filters in asked.items() if self._drawn_for.get(name) != filters]
        drawn = charts.drawings(selection, stale, included)
        self._drawn_for = asked
        return self.figures | drawn


def _switched_on(ids: list[str]) -> frozenset[str]:
    """Return the ids of charts whose switch is on; raise InputError for a chart without one."""
    switches = [name for name, query in analysis.QUERIES.items() if query.switch]
    for unknown in set(ids) - set(switches):
        raise InputError(f"no switch in chart {unknown!r}", allowed=switches)
    return frozenset(ids)


def _catalogue(tables: Tables, title: str) -> dict[str, object]:
    days = tables.articles["published"].dropna()
    ends = [str(d.date()) for d in (days.min(), days.max())] if len(days) else [None, None]
    return {
        "title": title,
        "subtitle": subtitle(tables),
        "note": note(tables),
        "choices": choices(tables),
        "first_day": ends[0],
        "last_day": ends[1],
        "cards": [
            {
                "id": chart.id,
                "title": chart.title,
                "section": chart.section,
                "how_to_read": chart.how_to_read,
                "filters": chart.query.filters,
                "switch": chart.query.switch,
            }
            for chart in charts.DECLARATIONS.values()
        ],
    }


def dashboard(tables: Tables, title: str | None = None) -> Dashboard:
    """Return the interactive dashboard of `tables`, for a notebook or Voila.

    `title` defaults to the two actors of most events.
    """
    return Dashboard(tables, title or default_title(tables))
