"""Place drafts in a corpus folder: names, outlets, refusal of what is there already."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from briefing.corpus import (
    ARTICLES_FOLDER,
    OUTLET_COLUMNS,
    OUTLETS_FILE,
    Article,
    Outlet,
    article_paths,
    is_web_address,
    published_text,
    read_corpus,
    read_outlets,
    render_article,
    same_text_key,
)
from briefing.errors import InputError
from briefing.files import write_atomically
from briefing.importing.addresses import host_of
from briefing.importing.drafts import Draft

MAX_ID_CHARS = 80

_FORMULA_START = "=+-@ \t"  # a spreadsheet would run a cell of outlets.csv that begins so


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do to a corpus folder.

    `articles` pairs each new article with its draft; `repeated` pairs each refused draft
    with the path of the article that is there already.
    """

    root: Path
    articles: tuple[tuple[Article, Draft], ...]
    outlets: tuple[Outlet, ...]
    repeated: tuple[tuple[Draft, Path], ...]


def plan_import(drafts: Iterable[Draft], root: str | Path) -> ImportPlan:
    """Decide names and outlets of new articles, and which texts the corpus already has.

    Raises InputError where the folder is not a corpus that can be read.
    """
    root = Path(root)
    if root.exists() and not root.is_dir():
        raise InputError("a file; --into takes a corpus folder", path=root)
    present = read_corpus(root).articles if article_paths(root) else ()
    known = dict(read_outlets(root))
    texts = {same_text_key(a.text): a.path for a in present}
    names = {a.doc_id.casefold() for a in present}
    articles: list[tuple[Article, Draft]] = []
    outlets: list[Outlet] = []
    repeated: list[tuple[Draft, Path]] = []
    for draft in drafts:
        key = same_text_key(draft.text)
        if key in texts:
            repeated.append((draft, texts[key]))
            continue
        outlet = _outlet(draft, known)
        if outlet and outlet.source_id not in known:
            known[outlet.source_id] = outlet
            outlets.append(outlet)
            draft = draft.ask(f"outlet {outlet.source_id}: country and ownership are not known")
        if draft.url and not is_web_address(draft.url):
            draft = replace(draft, url=None).ask(f"url: {draft.url!r} is not a web address")
        article = _article(draft, outlet, names, root)
        names.add(article.doc_id.casefold())
        texts[key] = article.path
        articles.append((article, draft))
    return ImportPlan(root, tuple(articles), tuple(outlets), tuple(repeated))


def write_import(plan: ImportPlan) -> None:
    """Write new outlets, then new articles; each file appears whole or not at all.

    Raises InputError where the folder cannot be written.
    """
    try:
        if plan.articles:
            _write_outlets(plan.root / OUTLETS_FILE, plan.outlets)
        for article, _ in plan.articles:
            write_atomically(article.path, render_article(article))
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror})", path=plan.root) from error


def _article(draft: Draft, outlet: Outlet | None, names: set[str], root: Path) -> Article:
    doc_id = _free_name(_name(draft, outlet), names)
    return Article(
        doc_id,
        draft.text,
        title=draft.title,
        source_id=outlet.source_id if outlet else None,
        url=draft.url,
        published=draft.published,
        published_precision=draft.published_precision,
        published_basis=draft.published_basis,
        kind=draft.kind,
        note=draft.note,
        language=draft.language,
        path=root / ARTICLES_FOLDER / f"{doc_id}.md",
    )


def _outlet(draft: Draft, known: dict[str, Outlet]) -> Outlet | None:
    """Find the draft's outlet among the known ones by id, name or host, or make a new one."""
    if draft.source_id in known:
        return known[draft.source_id]
    name = " ".join((draft.outlet or draft.source_id or "").split()).lstrip(_FORMULA_START)
    if not name:
        return None
    hosts = {host_of(draft.url), host_of(draft.outlet_url)} - {""}
    for outlet in known.values():
        if name.casefold() in (outlet.name.casefold(), outlet.source_id.casefold()):
            return outlet
    for outlet in known.values():
        if not draft.source_id and host_of(outlet.url) in hosts:
            return outlet
    url = draft.outlet_url if is_web_address(draft.outlet_url or "") else None
    source_id = _free_name(draft.source_id or slug(name) or "outlet", set(known))
    return Outlet(source_id, name, url=url)


def _name(draft: Draft, outlet: Outlet | None) -> str:
    """Return date, outlet and title (or the file's name) as one name for the article."""
    last = re.split(r"[/\\]", draft.origin)[-1]
    parts = (
        published_text(draft.published, draft.published_precision),
        slug(outlet.source_id) if outlet else "",
        slug(draft.title or "") or slug(re.sub(r"\.\w{1,6}\b", "", last)),
    )
    name = "-".join(filter(None, parts))
    if len(name) > MAX_ID_CHARS:
        name = name[: MAX_ID_CHARS + 1].rpartition("-")[0] or name[:MAX_ID_CHARS]
    return name or "article"


def _free_name(name: str, taken: set[str]) -> str:
    candidate, number = name, 1
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{name}-{number}"
    return candidate


def slug(text: str) -> str:
    """Return `text` as lower-case words joined by hyphens, in ASCII."""
    plain = unicodedata.normalize("NFKD", re.sub(r"['’]", "", text))
    plain = plain.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _write_outlets(path: Path, outlets: tuple[Outlet, ...]) -> None:
    """Append rows to outlets.csv; the user's rows and columns stay as they are."""
    before = path.read_bytes().decode("utf-8") if path.exists() else ""
    if before and not outlets:
        return
    buffer = io.StringIO()
    columns = next(csv.reader(io.StringIO(before.lstrip("\ufeff"))), list(OUTLET_COLUMNS))
    writer = csv.DictWriter(buffer, columns, extrasaction="ignore", lineterminator="\n")
    if not before:
        writer.writeheader()
    elif not before.endswith("\n"):
        buffer.write("\n")
    for outlet in outlets:
        writer.writerow({column: getattr(outlet, column) or "" for column in OUTLET_COLUMNS})
    write_atomically(path, before + buffer.getvalue())
