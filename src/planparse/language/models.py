"""Where the trained files are (模型): in `models/` of a checkout, in `planparse/models` of an installed package."""

from __future__ import annotations

from pathlib import Path

from planparse.errors import PlanparseError

PACKAGE = Path(__file__).resolve().parent.parent
PLACES = (PACKAGE / "models", PACKAGE.parent.parent / "models")
"""The wheel maps the folder into the package; an editable install leaves it at the top of the checkout."""


def model_path(name: str) -> Path:
    """Find a trained file by its name under `models/`; raises PlanparseError if neither place has it.

    >>> model_path("units.crfsuite").name
    'units.crfsuite'
    """
    for place in PLACES:
        if (place / name).is_file():
            return place / name
    raise PlanparseError(
        "the trained file is in neither place: " + ", ".join(map(str, PLACES)),
        where=name,
        advice="make it with `planparse train -o models`, or install planparse again",
    )
