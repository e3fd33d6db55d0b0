"""The page as one widget: it carries values between kernel and browser and decides nothing."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import cache
from pathlib import Path

import anywidget
import plotly
from traitlets import Dict

HERE = Path(__file__).parent
SCRIPTS = ("dom", "filters", "figures", "evidence", "layout", "main")


def script() -> str:
    """Return the page's JavaScript as one module."""
    return "\n".join((HERE / "js" / f"{name}.js").read_text("utf-8") for name in SCRIPTS)


@cache
def packed_plotly() -> bytes:
    """Return the installed plotly's JavaScript, gzipped."""
    path = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    return gzip.compress(path.read_bytes(), compresslevel=6)


class DashboardView(anywidget.AnyWidget):
    """The dashboard in the browser.

    The browser alone writes `request`, the kernel alone writes the rest, so that no
    update of one can overwrite one of the other. An answer names the request it answers.
    """

    _esm = script()
    _css = (HERE / "dashboard.css").read_text("utf-8")

    catalogue = Dict().tag(sync=True)  # title, choices of every filter, chart cards
    request = Dict().tag(sync=True)  # revision, chosen, mark, n_evidence, included
    answer = Dict().tag(sync=True)  # request, counts, findings, evidence, error
    figures = Dict().tag(sync=True)  # plotly figures by chart id, each as JSON

    def __init__(self, make_file: Callable[[], tuple[str, bytes]], **traits: object) -> None:
        super().__init__(**traits)
        self._make_file = make_file
        self.on_msg(self._answer_question)

    def _answer_question(self, _: object, question: dict, __: object) -> None:
        try:
            if question["kind"] == "plotly":
                reply, buffers = {}, [packed_plotly()]
            else:
                name, content = self._make_file()
                reply, buffers = {"name": name}, [content]
        except Exception as error:
            self.send({"id": question["id"], "error": str(error)})
            raise
        self.send({"id": question["id"], **reply}, buffers)
