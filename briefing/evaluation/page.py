"""An evaluation as one HTML page an analyst reads to mend the rules. No script."""

from __future__ import annotations

from html import escape

import pandas as pd

from briefing.evaluation.results import Result

MAX_ERRORS = 400

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:1100px;margin:2rem auto;padding:0 1rem;color:#1b1f24}
h1{font-size:1.6rem} h2{margin-top:2.5rem} table{border-collapse:collapse;width:100%;margin:1rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #d8dde3}
th{background:#f3f5f7} td.n{text-align:right;font-variant-numeric:tabular-nums}
details{margin:.5rem 0} summary{cursor:pointer;font-weight:600}
"""


def results_page(results: list[Result]) -> str:
    """Return a complete HTML page with figures, tables and errors of every result."""
    body = "".join(_section(r) for r in results)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\"><title>Evaluation of the coder</title>"
        f"<style>{STYLE}</style></head><body><h1>Evaluation of the coder</h1>{body}</body></html>\n"
    )


def _section(result: Result) -> str:
    figures = pd.DataFrame(
        {
            "figure": list(result.figures),
            "value": [f"{v:.3f}" if abs(v) < 5 else f"{v:.1f}" for v in result.figures.values()],
        }
    )
    parts = [
        f"<h2>{escape(result.task)}: {escape(result.gold)} ({result.n_texts} texts)</h2>",
        _table(figures),
    ]
    if not result.per_class.empty:
        parts += ["<h3>By class</h3>", _table(result.per_class)]
    parts += ["<h3>Most frequent confusions</h3>", _table(result.confusions())]
    shown = result.errors.head(MAX_ERRORS)
    parts.append(
        f"<details><summary>{len(shown)} of {len(result.errors)} errors</summary>"
        f"{_table(shown)}</details>"
    )
    return "".join(parts)


def _table(frame: pd.DataFrame) -> str:
    head = "".join(f"<th>{escape(str(c))}</th>" for c in frame.columns)
    rows = "".join(
        "<tr>" + "".join(_cell(value) for value in row) + "</tr>"
        for row in frame.itertuples(index=False)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f'<td class="n">{value:.2f}</td>'
    kind = ' class="n"' if isinstance(value, int) else ""
    return f"<td{kind}>{escape(str(value))}</td>"
