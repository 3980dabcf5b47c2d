"""Whether a text looks like a list of units (单位), by the words that names of bodies end in.

A rough look, for telling columns apart; `language.units` reads the names themselves.
"""

from __future__ import annotations

import re
from functools import cache

from planparse.lexicon.load import read_csv

ENDINGS = ("organ_end", "body_end", "class_noun", "collective_end", "jurisdiction_head")
SEPARATORS = re.compile(r"[、，,；;\s]+")
VERBS = re.compile(r"(按.{0,6}职责.*|牵头.*|负责.*|配合.*|参与.*|落实.*|协助.*|等.{0,4})$")
LONGEST = 24
"""Characters of a name. A longer stretch without a separator is a sentence."""


def looks_like_units(text: str) -> bool:
    """Say whether most parts of a text end like the name of a body.

    >>> looks_like_units("市发展改革委、各县（市、区）政府牵头落实"), looks_like_units("推进政务公开，加强解读。")
    (True, False)
    """
    plain = re.sub(r"[(（][^()（）]*[)）]", "", text)
    parts = [VERBS.sub("", part) for part in SEPARATORS.split(plain) if part]
    named = [part for part in parts if part]
    return bool(named) and 2 * sum(len(part) <= LONGEST and part.endswith(_endings()) for part in named) > len(named)


@cache
def _endings() -> tuple[str, ...]:
    return tuple(row["word"] for row in read_csv("unit_words") if row["class"] in ENDINGS)
