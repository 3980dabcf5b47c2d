"""Make the pictures of the README from the sample plans: python scripts/pictures.py [FOLDER]

They are drawn by `planparse.draw` and brought down to what a page shows: 1,200 pixels, 64 colours.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image

import planparse
from planparse.outputs.figures.paper import saved

ROOT = Path(__file__).resolve().parent.parent
ONE_PLAN = [ROOT / "corpus/lanjiang-2023-17/source.pdf"]
SEVERAL_YEARS = sorted((ROOT / "notebooks/plans").glob("jichuan-*.txt"))
PICTURES = {
    "matrix": ONE_PLAN,
    "network": ONE_PLAN,
    "flow": ONE_PLAN,
    "years": SEVERAL_YEARS,
}
WIDTH, COLOURS = 1200, 64


def main(folder: Path) -> None:
    """Write one picture for each figure."""
    graphs = {
        tuple(paths): planparse.responsibility_graph([planparse.parse(path) for path in paths])
        for paths in PICTURES.values()
    }
    folder.mkdir(parents=True, exist_ok=True)
    for figure, paths in PICTURES.items():
        large = Image.open(io.BytesIO(saved(planparse.draw(graphs[tuple(paths)], figure=figure), ".png")))
        height = round(large.height * WIDTH / large.width)
        small = large.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
        path = folder / f"{figure}.png"
        small.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        print(f"{path}: {WIDTH} x {height} pixels, {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs")
