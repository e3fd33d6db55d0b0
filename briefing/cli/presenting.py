"""`briefing serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    app.command("serve")(serve_command)


def serve_command(
    tables: Annotated[Path, typer.Option(help="Folder of tables.")] = Path("build/tables"),
    port: Annotated[int, typer.Option(help="Port; the next free one when it is taken.")] = 8866,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
) -> None:
    """Serve the dashboard on 127.0.0.1 until Ctrl-C. Start it again after a new build.

    Example: briefing serve --tables build/tables --no-browser
    """
    from briefing.app.server import serve

    def say(address: str) -> None:
        typer.echo(f"Dashboard: {address} (stop with Ctrl-C)")

    serve(tables, port=port, open_browser=browser, on_listening=say)
