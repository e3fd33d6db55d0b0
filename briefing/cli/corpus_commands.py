"""`briefing import` and `briefing check`."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path
from typing import Annotated

import typer

from briefing.errors import InputError


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    app.command("import")(import_command)
    app.command("check")(check_command)


def import_command(
    sources: Annotated[
        list[str], typer.Argument(help="Text, HTML, RSS, Atom or JSONL files, or web addresses.")
    ],
    into: Annotated[Path, typer.Option(help="Corpus folder; made when missing.")] = Path("corpus"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show, but write nothing.")] = False,
) -> None:
    """Turn files, feeds and web addresses into articles of a corpus.

    What was not found is left empty and asked for. A text the corpus already has is refused
    (exit code 1) and the others are written. When a source cannot be read, nothing is
    written (exit code 2).

    Examples:

    briefing import notes/*.txt --into corpus --dry-run

    briefing import saved-page.html feed.xml scraped.jsonl --into corpus

    briefing import https://example.org/news/article --into corpus
    """
    from rich.progress import track

    from briefing.importing import plan_import, read_source, write_import

    drafts, errors = [], []
    for source in track(
        sources, description="Reading", transient=True, disable=not sys.stderr.isatty()
    ):
        try:
            drafts.extend(read_source(source))
        except InputError as error:
            errors.append(error)
    if errors:
        for error in errors:
            typer.echo(f"briefing: {_printable(str(error))}", err=True)
        if len(sources) > 1:
            typer.echo("briefing: nothing was written", err=True)
        raise typer.Exit(2)
    plan = plan_import(drafts, into)
    if not dry_run:
        write_import(plan)
    _report(plan, dry_run)
    raise typer.Exit(1 if plan.repeated else 0)


def check_command(
    corpus: Annotated[Path, typer.Argument(help="Corpus folder.")] = Path("corpus"),
    lexicon: Annotated[
        bool, typer.Option("--lexicon", help="Check the lexicons, the corpus's own among them.")
    ] = False,
) -> None:
    """List every problem of a corpus as file:line: message; exit code 1 when there is one.

    Examples:

    briefing check corpus

    briefing check corpus --lexicon
    """
    from briefing.corpus import check_corpus, read_corpus

    findings = _lexicon_findings(corpus) if lexicon else check_corpus(corpus)
    summary = "lexicons" if lexicon else f"{corpus}"
    for finding in findings:
        typer.echo(_printable(str(finding)))
    if findings:
        n_files = len({finding.path for finding in findings})
        counts = f"{_count(len(findings), 'problem')} in {_count(n_files, 'file')}"
        typer.echo(f"{summary}: {counts}", err=True)
        raise typer.Exit(1)
    if not lexicon:
        found = read_corpus(corpus)
        counts = (_count(len(found.articles), "article"), _count(len(found.outlets), "outlet"))
        summary += f": {', '.join(counts)}"
    typer.echo(f"{summary}: no problem found")


def _lexicon_findings(corpus: Path) -> list:
    """Return what is wrong with the rule files, and the examples no rule explains."""
    from briefing.corpus import LEXICONS_FOLDER
    from briefing.lexicon import load_lexicon
    from briefing.lexicon.lint import lint
    from briefing.nlp.rule_examples import failing_examples
    from briefing.nlp.statement_examples import (
        failing_statement_examples,
        failing_theme_examples,
    )

    own = corpus / LEXICONS_FOLDER
    rules = load_lexicon(own if own.is_dir() else None)
    findings = lint(rules)
    try:
        findings += failing_statement_examples(rules) + failing_theme_examples(rules)
        return findings + failing_examples(rules)
    except InputError:
        if not findings:  # else the file that cannot be read is among them
            raise
        return findings


def _report(plan, dry_run: bool) -> None:
    """Print what was (or would be) written, and the questions left to the analyst."""
    from briefing.corpus import published_text

    n_questions = 0
    for article, draft in plan.articles:
        published = published_text(article.published, article.published_precision)
        facts = {
            "from": draft.origin,
            "title": article.title,
            "source": article.source_id,
            "url": article.url,
            "published": f"{published} ({article.published_basis})" if published else None,
            "note": article.note,
        }
        typer.echo(_printable(str(article.path)))
        for key, value in facts.items():
            typer.echo(_printable(f"  {key}: {value or ''}").rstrip())
        for line in draft.dropped_lines:
            typer.echo(_printable(f"  left out: {line}"))
        for question in draft.questions:
            typer.echo(_printable(f"  ? {question}"))
        n_questions += len(draft.questions)
    for draft, path in plan.repeated:
        typer.echo(
            _printable(f"briefing: {draft.origin}: refused, the same text is there as {path}"),
            err=True,
        )
    verb = "would be written" if dry_run else "written"
    typer.echo(
        f"{plan.root}: {_count(len(plan.articles), 'article')} {verb}, "
        f"{_count(len(plan.outlets), 'new outlet')}, {len(plan.repeated)} refused, "
        f"{_count(n_questions, 'question')}"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _printable(text: str) -> str:
    """Return `text` as one line that cannot steer the terminal."""
    return "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in text)
