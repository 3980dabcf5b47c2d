"""`planparse train`: the second reader made anew from the data tables, with no network."""

from __future__ import annotations

from pathlib import Path

import click

from planparse.cli.console import emit, say
from planparse.cli.options import debug_option
from planparse.language.train import SEED, SIZE, train


@click.command("train")
@click.option(
    "-o", "--output", "folder", metavar="DIR", default="models", show_default=True,
    type=click.Path(path_type=Path, file_okay=False), help="Where the model goes.",
)  # fmt: skip
@click.option("--seed", default=SEED, show_default=True, help="Chooses the training strings.")
@click.option("--size", default=SIZE, show_default=True, type=click.IntRange(min=100), help="How many of them.")
@debug_option
def command(folder: Path, seed: int, size: int) -> int:
    """Train the second reader of units anew.

    Writes units.crfsuite and training.json. The strings are made from the data tables of planparse and the word
    list of jieba; the same seed and size give the same strings.
    """
    say(f"training on {size} strings; the full size takes about a minute")
    report = train(folder, seed=seed, size=size)
    emit(
        f"{folder / 'units.crfsuite'}: {report.model_bytes / 1024:.0f} KiB, sha256 {report.digest[:16]}\n"
        f"trained in {report.seconds:.0f} s; unit F1 on fresh silver strings: "
        f"cells {report.cell_f1:.3f}, running text {report.prose_f1:.3f}\n"
    )
    return 0
