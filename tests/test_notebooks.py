"""Both notebooks run from top to bottom, in time, and stay what the package ships."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from briefing.app.server import SHIPPED_NOTEBOOK

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"


def run(name: str, seconds: int) -> nbformat.NotebookNode:
    """Execute a notebook where it stands; a cell that raises or takes too long fails."""
    notebook = nbformat.read(NOTEBOOKS / name, as_version=4)
    NotebookClient(
        notebook, timeout=seconds, resources={"metadata": {"path": str(NOTEBOOKS)}}
    ).execute()
    return notebook


def outputs(notebook, cell_id: str) -> str:
    """The text a cell shows."""
    cell = next(c for c in notebook.cells if c["id"] == cell_id)
    return "\n".join(o.get("text") or o.get("data", {}).get("text/plain", "") for o in cell.outputs)


def test_the_shipped_dashboard_is_the_one_in_notebooks():
    assert SHIPPED_NOTEBOOK.read_bytes() == (NOTEBOOKS / "dashboard.ipynb").read_bytes()
    assert len(nbformat.read(SHIPPED_NOTEBOOK, as_version=4).cells) == 2


@pytest.mark.parametrize("name", ["dashboard.ipynb", "explore.ipynb"])
def test_notebooks_are_committed_without_outputs(name):
    notebook = nbformat.read(NOTEBOOKS / name, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_dashboard_runs(tmp_path, monkeypatch, dashboard_tables):
    monkeypatch.setenv("BRIEFING_TABLES", str(dashboard_tables.save(tmp_path / "tables")))
    page = run("dashboard.ipynb", seconds=60).cells[-1].outputs[0]
    assert "application/vnd.jupyter.widget-view+json" in page["data"]


@pytest.mark.timeout(600)
def test_explore_runs_and_shows_what_it_says():
    notebook = run("explore.ipynb", seconds=180)
    assert outputs(notebook, "offsets") == "True"
    assert "NTC" not in outputs(notebook, "own-article")
    assert "NTC" in outputs(notebook, "own-rules")
    assert "SUPPORT" in outputs(notebook, "own-rules")
    assert "tourism" in outputs(notebook, "own-themes")
    assert "MB" in outputs(notebook, "export")
