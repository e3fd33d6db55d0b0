"""`briefing build` and `briefing extract`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    app.command("build")(build_command)
    app.command("extract")(extract_command)


def build_command(
    corpus: Annotated[Path, typer.Argument(help="Corpus folder.")] = Path("corpus"),
    out: Annotated[Path, typer.Option(help="Folder for the tables.")] = Path("build/tables"),
    tone: Annotated[str, typer.Option(help="Tone engine: transformer, vader, none.")] = (
        "transformer"
    ),
    force: Annotated[bool, typer.Option(help="Build even when nothing changed.")] = False,
) -> None:
    """Read the corpus, code it, write the tables.

    Example: briefing build corpus --out build/tables
    """
    from rich.progress import track

    from briefing.building import build_into

    def progress(articles):
        return track(
            articles, description="Coding articles", transient=True, disable=not sys.stderr.isatty()
        )

    tables, built = build_into(corpus, out, tone=tone, force=force, progress=progress)
    n_events = tables.events["event_id"].nunique()
    state = "built" if built else "unchanged"
    typer.echo(
        f"{out}: {state}; {len(tables.articles)} articles, {n_events} events, "
        f"{len(tables.quotes)} quotes, {len(tables.tone)} scored mentions"
    )


def extract_command(
    tone: Annotated[str, typer.Option(help="Tone engine: transformer, vader, none.")] = (
        "transformer"
    ),
) -> None:
    """Read JSON lines on standard input, write coded JSON lines on standard output.

    In: {"id", "text", "published"?, "triggers"?, "targets"?}. A bad line is answered with
    {"id", "error"} and makes the exit code 1.

    Example: briefing extract < texts.jsonl > coded.jsonl
    """
    from briefing.extract import extract_lines
    from briefing.nlp.pipeline import Annotator

    failed = False
    lines = (raw.decode("utf-8", errors="replace") for raw in sys.stdin.buffer)
    for answer in extract_lines(lines, Annotator(tone_engine=tone)):
        failed |= "error" in answer
        sys.stdout.write(json.dumps(answer, ensure_ascii=True, default=str) + "\n")
    raise typer.Exit(1 if failed else 0)
