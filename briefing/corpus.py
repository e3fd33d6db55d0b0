"""Read and check a corpus folder: articles as Markdown with front matter, outlets.csv."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Outlet:
    """One source: a row of outlets.csv."""

    source_id: str
    name: str
    country: str | None = None
    ownership: str = "unknown"
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `text` is what follows the front matter, exactly; offsets index it."""

    doc_id: str
    text: str
    title: str | None = None
    source_id: str | None = None
    url: str | None = None
    published: date | None = None
    published_precision: str = "unknown"
    published_basis: str | None = None
    kind: str = "article"
    note: str | None = None
    language: str = "en"
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles in doc_id order, outlets by source_id, and the corpus's own lexicons."""

    root: Path
    articles: tuple[Article, ...]
    outlets: dict[str, Outlet]
    lexicon_dir: Path | None = None


def read_corpus(root: str | Path) -> Corpus:
    """Read a corpus folder. Raises InputError naming file and place."""
    raise NotImplementedError
