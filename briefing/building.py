"""Corpus to tables: read, annotate, collect; do nothing when nothing changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from briefing.corpus import Article, Corpus, read_corpus
from briefing.errors import InputError
from briefing.frames import annotation_rows, article_row
from briefing.lexicon import load_lexicon
from briefing.lexicon.actors import known_actors
from briefing.lexicon.themes import theme_labels
from briefing.nlp.pipeline import Annotator, TextItem
from briefing.schema import TABLES
from briefing.tables import Tables

DEFAULT_TABLES = Path("build/tables")


def build(
    corpus: str | Path | Corpus = "corpus",
    *,
    tone: str = "transformer",
    progress: Callable[[Iterable[Article]], Iterable[Article]] = iter,
) -> Tables:
    """Return the tables of a corpus folder.

    `progress` wraps the iteration over articles (for a progress bar). Raises InputError
    where the corpus or one of its lexicons cannot be read.
    """
    corpus = corpus if isinstance(corpus, Corpus) else read_corpus(corpus)
    annotator = Annotator(load_lexicon(corpus.lexicon_dir), tone)
    rows: dict[str, list[dict]] = {name: [] for name in TABLES}
    docs = annotator.annotate(
        TextItem(a.text, a.published, published_precision=a.published_precision)
        for a in corpus.articles
    )
    for article, doc in zip(progress(corpus.articles), docs, strict=True):
        rows["articles"].append(article_row(article, corpus.outlets.get(article.source_id), doc))
        for name, found in annotation_rows(article.doc_id, doc).items():
            rows[name].extend(found)
    meta = {
        "fingerprint": fingerprint(corpus, tone),
        "tone": tone,
        "version": _version(),
        "actor_labels": known_actors(annotator.lexicon),
        "theme_labels": theme_labels(annotator.lexicon),
    }
    return Tables.from_rows(rows, meta)


def build_into(
    corpus_folder: str | Path,
    out: str | Path = DEFAULT_TABLES,
    *,
    tone: str = "transformer",
    force: bool = False,
    progress: Callable[[Iterable[Article]], Iterable[Article]] = iter,
) -> tuple[Tables, bool]:
    """Build into `out` unless it already holds this corpus; return tables and "was built"."""
    corpus = read_corpus(corpus_folder)
    if not force and _stored_fingerprint(Path(out)) == fingerprint(corpus, tone):
        return Tables.load(out), False
    tables = build(corpus, tone=tone, progress=progress)
    tables.save(out)
    return tables, True


def fingerprint(corpus: Corpus, tone: str) -> str:
    """Return a hash of all that decides the tables: texts, metadata, rules, code, model."""
    digest = hashlib.sha256()
    lexicon = load_lexicon(corpus.lexicon_dir)
    parts = [
        _version(),
        tone,
        *(repr(a) for a in corpus.articles),
        *(repr(o) for _, o in sorted(corpus.outlets.items())),
        *(f"{name} {version(name)}" for name in ("spacy", "onnxruntime", "tokenizers")),
    ]
    for part in parts:
        digest.update(part.encode() + b"\0")
    code = Path(__file__).parent
    files = [*code.glob("*.py"), *code.glob("nlp/**/*"), *code.glob("lexicon/*.py")]
    files += [p for folder in lexicon.folders for p in folder.iterdir()]
    for path in sorted(p for p in files if p.is_file() and p.suffix != ".pyc"):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _stored_fingerprint(folder: Path) -> str | None:
    meta = folder / "meta.json"
    if not meta.is_file():
        return None
    try:
        return json.loads(meta.read_text(encoding="utf-8")).get("fingerprint")
    except (ValueError, OSError) as error:
        raise InputError(f"not readable ({error}); delete the folder", path=meta) from error


def _version() -> str:
    try:
        return version("briefing")
    except PackageNotFoundError:
        return "0"
