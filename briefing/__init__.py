"""Turn a corpus of news articles into evidence a policy desk can act on."""

from importlib import import_module

# Public names and the modules that hold them; loaded on first use, so that the command
# line answers --help without loading spaCy or plotly.
_PUBLIC = {
    "Tables": "briefing.tables",
    "build": "briefing.building",
    "dashboard": "briefing.app",
    "load_tables": "briefing.tables",
    "write_report": "briefing.report",
}
_MODULES = ("analysis", "charts")

__all__ = sorted([*_PUBLIC, *_MODULES])


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return import_module(f"briefing.{name}")
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'briefing' has no attribute {name!r}")
