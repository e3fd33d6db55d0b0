"""Tables to the static briefing: one HTML file that asks the network for nothing."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import re
from collections.abc import Collection
from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd

from briefing.analysis import check_filters, key_findings, label, labels
from briefing.files import write_atomically
from briefing.report.rows import as_json, page_data
from briefing.tables import Tables

SCRIPTS = (
    *("words.js", "rows.js", "bins.js", "chart.js"),
    *("dom.js", "filters.js", "evidence.js", "page.js"),
)
FILTER_NAMES = {
    "actors": ("Actor", "actor"),
    "sources": ("Outlet", "source"),
    "event_types": ("Event type", "event_type"),
    "modality": ("Certainty", "modality"),
    "themes": ("Theme", "theme"),
}


def write_report(
    tables: Tables,
    path: str | Path,
    *,
    title: str | None = None,
    included: Collection[str] = (),
    **filters: object,
) -> Path:
    """Write the static briefing of the selection to `path` and return it.

    `filters` are arguments of `Tables.select`: only rows that match them go into the file,
    and the page says which were used. `title` defaults to the two actors of most events. The
    switches of charts in `included` start on. The file is written whole or not at all.
    Raises InputError for a filter value that the tables do not know.
    """
    return write_atomically(path, report_html(tables, title=title, included=included, **filters))


def report_html(
    tables: Tables,
    *,
    title: str | None = None,
    included: Collection[str] = (),
    **filters: object,
) -> str:
    """Return the page `write_report` writes."""
    check_filters(tables, **filters)
    selected = tables.select(**filters)
    title = title or default_title(selected)
    data = page_data(selected) | {
        "title": title,
        "included": sorted(included),
        "scope": _scope(tables, filters),
        "findings": [
            {"text": f.text, "n": f.n_events, "values": f.values} for f in key_findings(selected)
        ],
        "built_from": {
            name: str(tables.meta[name]) for name in ("fingerprint", "version", "tone")
            if name in tables.meta
        },
    }  # fmt: skip
    script = "\n".join(_text(name) for name in SCRIPTS)
    library = _plotly_source()
    values = {
        "title": html.escape(title),
        "policy": _policy(script, library),
        "style": _text("report.css"),
        "data": as_json(data),
        "plotly": _packed(library),
        "script": script,
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda found: values[found[1]], _text("template.html"))


def default_title(tables: Tables) -> str:
    """Return a title from the two actors that take part in most events."""
    events = tables.events
    sides = [
        events[["event_id", side]].set_axis(["event_id", "actor"], axis=1)
        for side in ("actor", "recipient")
    ]
    taking_part = pd.concat(sides).dropna().drop_duplicates()
    counts = taking_part["actor"].astype("string").value_counts()
    busiest = sorted(counts.index, key=lambda code: (-counts[code], code))[:2]
    names = [label("actor", code, labels(tables)) for code in busiest]
    return f"{' and '.join(names)} in the news" if names else "Briefing"


def _scope(tables: Tables, filters: dict) -> list[str]:
    """Return in words which filters cut the file."""
    names, said = labels(tables), []
    for name, (what, column) in FILTER_NAMES.items():
        if filters.get(name) is not None:
            said.append(f"{what}: {', '.join(label(column, c, names) for c in filters[name])}")
    if filters.get("actors") is not None and filters.get("side", "either") != "either":
        said.append(f"only as {filters['side']}")
    first, last = filters.get("dates") or (None, None)
    if first or last:
        said.append(" ".join(p for p in ("Published", first and f"from {first}",
                                         last and f"to {last}") if p))  # fmt: skip
    return said


def _text(name: str) -> str:
    return (files("briefing.report") / name).read_text(encoding="utf-8")


@cache
def _plotly_source() -> str:
    """Return plotly.js as the installed plotly package carries it."""
    source = files("plotly") / "package_data" / "plotly.min.js"
    return source.read_text(encoding="utf-8")


@cache
def _packed(source: str) -> str:
    # mtime=0: the same tables give the same file, byte for byte.
    return base64.b64encode(gzip.compress(source.encode(), 9, mtime=0)).decode("ascii")


def _policy(*scripts: str) -> str:
    """Return a policy under which only these very scripts run and nothing is fetched.

    plotly sizes its marks through style attributes and a style sheet of its own, hence
    'unsafe-inline' for styles; they can reach nothing, since no address is allowed.
    """
    digests = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts]
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
