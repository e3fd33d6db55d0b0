"""Read and check a corpus folder: articles as Markdown with front matter, outlets.csv."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from briefing import front_matter
from briefing.errors import Finding, InputError
from briefing.vocabulary import ARTICLE_KINDS, DATE_PRECISIONS, OWNERSHIPS, PUBLISHED_BASES

ARTICLES_FOLDER = "articles"
OUTLETS_FILE = "outlets.csv"
LEXICONS_FOLDER = "lexicons"
ARTICLE_KEYS = (
    "title",
    "source",
    "url",
    "published",
    "published_precision",
    "published_basis",
    "kind",
    "note",
    "language",
)
OUTLET_COLUMNS = ("source_id", "name", "country", "ownership", "url")
DATE_FORMS = ("YYYY-MM-DD", "YYYY-MM", "YYYY", "empty")

_DATE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?\Z", re.ASCII)


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
    """One article. `text` is what follows the front matter, exactly; offsets index it.

    `published` is the first day of the period that `published_precision` names.
    """

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
    """Read a corpus folder.

    Raises InputError for the first problem that keeps it from being read, naming file,
    line and what is allowed. `check_corpus` lists all problems at once.
    """
    corpus, findings = _load(Path(root))
    _raise_first(findings)
    return corpus


def check_corpus(root: str | Path) -> list[Finding]:
    """Return every problem of a corpus folder, by file and line.

    Raises InputError where there is nothing to check: no folder, or no article in it.
    """
    return _load(Path(root))[1]


def read_outlets(root: str | Path) -> dict[str, Outlet]:
    """Read outlets.csv of a corpus folder; empty where there is no such file."""
    findings: list[Finding] = []
    outlets = _outlets(Path(root) / OUTLETS_FILE, findings)
    _raise_first(findings)
    return outlets or {}


def article_paths(root: str | Path) -> list[Path]:
    """Return the article files of a corpus folder, sorted."""
    paths = (Path(root) / ARTICLES_FOLDER).rglob("*.md")
    return sorted(p for p in paths if p.is_file() and not p.name.startswith("."))


def render_article(article: Article) -> str:
    """Write the file content that `parse_article` reads back as the same article."""
    values = {
        "title": article.title,
        "source": article.source_id,
        "url": article.url,
        "published": published_text(article.published, article.published_precision),
        "published_precision": article.published_precision,
        "published_basis": article.published_basis,
        "kind": article.kind,
        "note": article.note,
    }
    if article.language != "en":
        values["language"] = article.language
    return front_matter.render({k: v or "" for k, v in values.items()}, article.text)


def parse_article(content: str, path: str | Path) -> Article:
    """Read the content of an article file. Raises InputError with the line at fault."""
    findings: list[Finding] = []
    article = _article(content, Path(path), findings)
    _raise_first(findings)
    return article


def published_text(published: date | None, precision: str) -> str:
    """Return a publication date as far as it is known: 2024-06-18, 2024-06, 2024 or ""."""
    length = {"day": 10, "month": 7, "year": 4}.get(precision, 0)
    return published.isoformat()[:length] if published else ""


def parse_published(text: str) -> tuple[date, str]:
    """Return the first day and the precision of YYYY, YYYY-MM or YYYY-MM-DD; else ValueError."""
    match = _DATE.match(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date (allowed: {DATE_FORMS})")
    precision = "day" if match["day"] else "month" if match["month"] else "year"
    return date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1)), precision


def same_text_key(text: str) -> str:
    """Return a hash that two texts share when they differ in white space only."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8")).hexdigest()


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """Return the ISO 3166 alpha-3 codes in use, from Babel's CLDR data, and XKX (Kosovo)."""
    from babel import Locale
    from babel.core import get_global

    names = Locale("en").territories
    aliases = get_global("territory_aliases")
    current = (c for c, to in aliases.items() if len(c) == 3 and c.isalpha() and to[0] in names)
    return frozenset(c for c in current if len(aliases[c]) == 1) | {"XKX"}


def _raise_first(findings: list[Finding]) -> None:
    for finding in findings:
        if finding.blocking:
            raise finding.error()


def _load(root: Path) -> tuple[Corpus, list[Finding]]:
    if not root.is_dir():
        raise InputError("no such folder; a corpus is a folder with articles/*.md", path=root)
    paths = article_paths(root)
    if not paths:
        raise InputError(f"no article in {ARTICLES_FOLDER}/*.md", path=root)
    findings: list[Finding] = []
    outlets = _outlets(root / OUTLETS_FILE, findings)
    articles = []
    for path in paths:
        content = _content(path, findings)
        article = None if content is None else _article(content, path, findings)
        if article is not None:
            articles.append(article)
            if outlets is not None:
                findings.extend(_unknown_source(article, content, outlets))
    findings.extend(_repeated(articles))
    lexicon_dir = root / LEXICONS_FOLDER
    corpus = Corpus(
        root,
        tuple(sorted(articles, key=lambda a: a.doc_id)),
        outlets or {},
        lexicon_dir if lexicon_dir.is_dir() else None,
    )
    return corpus, sorted(findings)


def _content(path: Path, findings: list[Finding]) -> str | None:
    """Return the text of a file, or None after noting why it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        findings.append(Finding(path, 1, f"cannot be read ({error.strerror or error})"))
        return None
    if not data.strip():
        findings.append(Finding(path, 1, "the file is empty"))
    elif b"\0" in data:
        findings.append(Finding(path, _line(data, data.index(b"\0")), "a binary file, not text"))
    else:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = _line(data, error.start)
            message = f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8"
            findings.append(Finding(path, line, message))
    return None


def _line(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def _article(content: str, path: Path, findings: list[Finding]) -> Article | None:
    try:
        block = front_matter.parse(content)
    except front_matter.FrontMatterError as error:
        findings.append(Finding(path, error.line, str(error)))
        return None

    def report(key: str, message: str, allowed: tuple[str, ...] = (), blocking: bool = True):
        findings.append(Finding(path, block.lines.get(key, 1), message, allowed, blocking))

    values = {key: block.values.get(key, "").strip() for key in ARTICLE_KEYS}
    for key in block.values:
        if key not in ARTICLE_KEYS:
            report(key, f"unknown key {key!r}", ARTICLE_KEYS)
    published, precision = _published(values, report)
    for key, allowed in (("kind", ARTICLE_KINDS), ("published_basis", PUBLISHED_BASES)):
        if values[key] and values[key] not in allowed:
            report(key, f"unknown {key} {values[key]!r}", allowed)
    if values["published_basis"] and not values["published"]:
        report("published_basis", "published_basis is given but published is empty")
    if values["url"] and not is_web_address(values["url"]):
        report("url", f"not a web address: {values['url'][:80]!r}", ("http://", "https://"), False)
    if values["language"] and not re.fullmatch(r"[a-z]{2}", values["language"]):
        report("language", f"unknown language {values['language']!r}", ("two letters, as in en",))
    if not block.text.strip():
        findings.append(Finding(path, block.text_line, "the article has no text"))
    return Article(
        doc_id=path.stem,
        text=block.text,
        title=values["title"] or None,
        source_id=values["source"] or None,
        url=values["url"] or None,
        published=published,
        published_precision=precision,
        published_basis=values["published_basis"] or None,
        kind=values["kind"] or "article",
        note=values["note"] or None,
        language=values["language"] or "en",
        path=path,
    )


def is_web_address(url: str) -> bool:
    """Say whether `url` is an http or https address with a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _published(values: dict[str, str], report) -> tuple[date | None, str]:
    """Return the first day of the period and its precision; note what is wrong."""
    text, precision = values["published"], values["published_precision"]
    if precision and precision not in DATE_PRECISIONS:
        report("published_precision", f"unknown published_precision {precision!r}", DATE_PRECISIONS)
        precision = ""
    if not text:
        if precision not in ("", "unknown"):
            message = f"published_precision is {precision} but published is empty"
            report("published_precision", message)
        return None, "unknown"
    try:
        day, form = parse_published(text)
    except ValueError:
        report("published", f"{text!r} is not a date", DATE_FORMS)
        return None, "unknown"
    finest_first = DATE_PRECISIONS.index
    precision = precision or form
    if precision == "unknown" or finest_first(precision) < finest_first(form):
        message = f"published_precision {precision} does not fit published {text}"
        report("published_precision", message, DATE_PRECISIONS[finest_first(form) : -1])
        precision = form
    if precision == "year":
        day = day.replace(month=1)
    return (day if precision == "day" else day.replace(day=1)), precision


def _unknown_source(
    article: Article, content: str, outlets: dict[str, Outlet]
) -> Iterator[Finding]:
    if article.source_id is not None and article.source_id not in outlets:
        line = front_matter.parse(content).lines["source"]
        message = f"source {article.source_id!r} is not in {OUTLETS_FILE}"
        yield Finding(article.path, line, message, (*sorted(outlets)[:20], "empty for unknown"))


def _repeated(articles: list[Article]) -> Iterator[Finding]:
    by_id: dict[str, Article] = {}
    by_text: dict[str, Article] = {}
    for article in articles:
        first = by_id.setdefault(article.doc_id, article)
        if first is not article:
            message = f"two articles with the id {article.doc_id!r}: also {first.path}"
            yield Finding(article.path, 1, message)
        first = by_text.setdefault(same_text_key(article.text), article)
        if first is not article and article.text.strip():
            yield Finding(article.path, 1, f"the same text as {first.path}", blocking=False)


def _outlets(path: Path, findings: list[Finding]) -> dict[str, Outlet] | None:
    """Return the outlets by id, or None after noting why the file cannot be read."""
    if not path.exists():
        return {}
    content = _content(path, findings)
    if content is None:
        return None
    reader = csv.DictReader(io.StringIO(content, newline=""), strict=True)
    outlets: dict[str, Outlet] = {}
    try:
        missing = [c for c in ("source_id", "name") if c not in (reader.fieldnames or ())]
        if missing:
            message = f"the header lacks the column {' and '.join(missing)}"
            findings.append(Finding(path, 1, message, OUTLET_COLUMNS))
            return None
        for row in reader:
            outlet = _outlet(row, path, reader.line_num, findings)
            if outlet.source_id in outlets:
                message = f"source_id {outlet.source_id!r} is given twice"
                findings.append(Finding(path, reader.line_num, message))
            elif outlet.source_id:
                outlets[outlet.source_id] = outlet
    except csv.Error as error:
        findings.append(Finding(path, max(reader.line_num, 1), f"not readable as CSV ({error})"))
        return None
    return outlets


def _outlet(row: dict, path: Path, line: int, findings: list[Finding]) -> Outlet:
    def report(message: str, allowed: tuple[str, ...] = (), blocking: bool = True) -> None:
        findings.append(Finding(path, line, message, allowed, blocking))

    if None in row:
        report("more values than the header has columns")
    values = {column: (row.get(column) or "").strip() for column in OUTLET_COLUMNS}
    for column in ("source_id", "name"):
        if not values[column]:
            report(f"{column} is empty")
    if values["country"] and values["country"] not in country_codes():
        report(
            f"unknown country {values['country']!r}",
            ("ISO 3166 alpha-3 codes such as USA or KOR", "empty for unknown"),
        )
    if values["ownership"] and values["ownership"] not in OWNERSHIPS:
        report(f"unknown ownership {values['ownership']!r}", OWNERSHIPS)
    if values["url"] and not is_web_address(values["url"]):
        report(f"not a web address: {values['url'][:80]!r}", ("http://", "https://"), False)
    return Outlet(
        values["source_id"],
        values["name"],
        values["country"] or None,
        values["ownership"] or "unknown",
        values["url"] or None,
    )
