"""`planparse report`: plans as one HTML file, to be opened by anybody with a browser."""

from __future__ import annotations

from pathlib import Path

import click

from planparse.cli.console import say
from planparse.cli.options import debug_option, min_confidence_option
from planparse.dataset.selection import choose, opened
from planparse.errors import UsageError
from planparse.outputs.report.page import LANGUAGES, write_report
from planparse.outputs.report.pages import documents_in


@click.command("report")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--documents",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder of the documents themselves; the page then shows the words where they stand.",
)
@click.option("--year", type=int, help="Only plans of this year.")
@click.option("--region", metavar="PLACE", help="Only plans of this place: code or name.")
@click.option("--unit", metavar="NAME", help="Only tasks in which this unit has a role.")
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="zh",
    show_default=True,
    help="The language in which the page opens; it can be switched there.",
)
@min_confidence_option
@debug_option
def command(
    source: Path,
    out: Path,
    documents: Path | None,
    year: int | None,
    region: str | None,
    unit: str | None,
    lang: str,
    min_confidence: float | None,
) -> int:
    """Write plans as one HTML page that needs no network.

    SOURCE is a dataset or the JSON of a plan. OUT is to be looked at, searched and sent; it needs no other file. With
    --documents it holds pictures of the pages of PDFs, some 40 kB each.
    """
    if out.suffix.lower() not in (".html", ".htm"):
        raise UsageError("a report is an HTML file", where=str(out), advice="end the name in .html")
    if documents is not None and not documents.is_dir():
        raise UsageError("no such folder", where=str(documents))
    plans = list(choose(opened(source), year=year, region=region, unit=unit).parts())
    pictures = documents_in(documents, {plan.plan_id: plan for plan in plans}) if documents is not None else {}
    floor = min_confidence or 0.0
    notes = write_report(plans, out, documents=pictures, language=lang, min_confidence=floor)
    if documents is not None and not notes.pictures:
        say(f"{out}: no page is shown as a picture; no PDF in {documents} is one that a plan was read from")
    if min_confidence is not None:
        say(f"{out}: left out {notes.left_out} of {notes.left_out + notes.edges} edges, less sure than {floor}")
    return 0
