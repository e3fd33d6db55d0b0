"""`briefing serve` and `briefing export`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """What `briefing export` writes."""

    html = "html"
    plover = "plover"
    icews = "icews"


DEFAULT_FILES = {
    Format.html: "briefing.html",
    Format.plover: "events.json",
    Format.icews: "events.tab",
}


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    app.command("serve")(serve_command)
    app.command("export")(export_command)


def serve_command(
    tables: Annotated[Path, typer.Option(help="Folder of tables.")] = Path("build/tables"),
    port: Annotated[int, typer.Option(help="Port; the next free one when it is taken.")] = 8866,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
) -> None:
    """Serve the dashboard on 127.0.0.1 until Ctrl-C. After a new build reload the page.

    Example: briefing serve --tables build/tables --no-browser
    """
    from briefing.tables import Tables

    Tables.load(tables)  # before Voila, which takes seconds to import
    from briefing.app.server import serve

    def say(address: str) -> None:
        typer.echo(f"Dashboard: {address} (stop with Ctrl-C)")

    def say_new() -> None:
        typer.echo("New build: reload the page to see it")

    serve(tables, port=port, open_browser=browser, on_listening=say, on_new_build=say_new)


def export_command(
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", help="File to write (default: briefing.html, events.json or events.tab)."
        ),
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="A briefing, or its events for other tools.")
    ] = Format.html,
    tables: Annotated[Path, typer.Option(help="Folder of tables.")] = Path("build/tables"),
    title: Annotated[str | None, typer.Option(help="Headline of the briefing.")] = None,
    actor: Annotated[list[str] | None, typer.Option(help="Actor code; may repeat.")] = None,
    side: Annotated[str, typer.Option(help="Side of it: actor, recipient, either.")] = "either",
    first: Annotated[str | None, typer.Option("--from", help="Published from, YYYY-MM-DD.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Published to, YYYY-MM-DD.")] = None,
    source: Annotated[
        list[str] | None, typer.Option(help="Source id, or unknown; may repeat.")
    ] = None,
    modality: Annotated[list[str] | None, typer.Option(help="Certainty; may repeat.")] = None,
    event_type: Annotated[list[str] | None, typer.Option(help="PLOVER type; may repeat.")] = None,
    theme: Annotated[list[str] | None, typer.Option(help="Theme id; may repeat.")] = None,
) -> None:
    """Write one HTML file with charts, filters and sentences that needs no network.

    With --format plover or icews: the events, without those of repeated sentences, as
    PLOVER records (JSON) or ICEWS rows (tab-separated).

    Examples: briefing export -o briefing.html --actor PRK --actor RUS --from 2024-01-01;
    briefing export --format icews -o events.tab
    """
    from briefing.analysis import check_filters
    from briefing.report import write_report
    from briefing.tables import Tables

    loaded = Tables.load(tables)
    filters = {
        "actors": actor,
        "dates": (first, last) if first or last else None,
        "sources": source,
        "modality": modality,
        "event_types": event_type,
        "themes": theme,
    }
    chosen = {name: value for name, value in filters.items() if value}
    if actor:
        chosen["side"] = side
    check_filters(loaded, **chosen)
    selected = loaded.select(**chosen, include_duplicates=False)
    path = out or Path(DEFAULT_FILES[form])
    if form is Format.html:
        write_report(loaded, path, title=title, **chosen)
    elif form is Format.plover:
        selected.to_plover(path)
    else:
        selected.to_icews(path)
    n_events = selected.events["event_id"].nunique()
    typer.echo(f"{path}: {n_events} events, {path.stat().st_size / 1e6:.2f} MB")
