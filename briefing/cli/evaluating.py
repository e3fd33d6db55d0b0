"""`briefing evaluate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    app.command("evaluate")(evaluate_command)


def evaluate_command(
    task: Annotated[
        str, typer.Argument(help="events, seeds, modality, tone, quotes; or all, for a folder.")
    ],
    gold: Annotated[Path, typer.Argument(help="Gold file (JSON lines), or a folder for all.")],
    html: Annotated[Path | None, typer.Option(help="Also write a page to read errors in.")] = None,
    card: Annotated[
        Path | None, typer.Option(help="Also set the figures into this model card.")
    ] = None,
    tone: Annotated[str, typer.Option(help="Tone engine to measure.")] = "transformer",
) -> None:
    """Score the coder against gold: figures, classes, worst confusions.

    Examples: briefing evaluate events my_gold.jsonl --html errors.html
              briefing evaluate all gold/
    """
    from briefing.evaluation import evaluate, evaluate_folder
    from briefing.evaluation.card import update_card
    from briefing.evaluation.page import results_page
    from briefing.files import write_atomically

    if task == "all":
        results = evaluate_folder(gold, tone=tone)
    else:
        results = [evaluate(task, gold, tone=tone)]
    for result in results:
        typer.echo(f"\n{result.task}: {result.gold}, {result.n_texts} texts")
        for name, value in result.figures.items():
            typer.echo(f"  {name:24} {value:8.3f}")
        if not result.per_class.empty:
            typer.echo(result.per_class.to_string(index=False, float_format="{:.2f}".format))
        confusions = result.confusions(8).drop(columns="example")
        if len(confusions):
            typer.echo("most frequent confusions\n" + confusions.to_string(index=False))
    if card is not None:
        typer.echo(f"wrote {update_card(card, results)}")
    if html is not None:
        typer.echo(f"wrote {write_atomically(html, results_page(results))}")
