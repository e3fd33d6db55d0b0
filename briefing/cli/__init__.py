"""The `briefing` command: one module per group of subcommands, errors as one line."""

from __future__ import annotations

import sys

import typer

from briefing.errors import BriefingError

app = typer.Typer(
    name="briefing",
    help="Turn a corpus of news articles into evidence a policy desk can act on.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main(argv: list[str] | None = None) -> None:
    """Run the command line. Exit codes: 0 done, 1 findings, 2 bad input."""
    from briefing.cli import building, corpus_commands, evaluating, presenting

    for module in (corpus_commands, building, evaluating, presenting):
        module.register(app)
    try:
        app(argv)
    except BriefingError as error:
        print(f"briefing: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
