"""Header words of task tables (表头): which field a column holds, and which role its units have.

The words stand in `data/header_words.csv`; a header is looked up by itself first and by pattern after. It is
matched without white space and without a remark in brackets: 责任单位（列第一位的为牵头单位）is 责任单位.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from planparse.lexicon.load import read_csv
from planparse.model.plan import Role

LONGEST = 64
"""Characters of a header: 60 with a remark in brackets, and what it takes from the level above it."""

BRACKETED = re.compile(r"[(〔\[][^()〔〕\[\]]*[)〕\]]")


@dataclass(frozen=True, slots=True)
class HeaderWord:
    """What a header says of its column.

    field: serial, goal, task, content, units, target, deadline, leader, person, remark, scope, score, number
    role: for `units` the role of a unit in a cell without verbs, else None
    remark: what the header adds in brackets, without them; may be empty
    weak: heads columns of budgets and registers as well (项目), so that beside words that are not known it does not
        say that a table is one of tasks
    """

    field: str
    role: Role | None
    remark: str = ""
    weak: bool = False


def read_header(text: str) -> HeaderWord | None:
    """Say what a column with this header holds; None if the words are not known as a header.

    >>> read_header("责 任 单 位（排在第一位的为牵头单位）").role
    <Role.RESPONSIBLE: 'responsible'>
    """
    return _word_of(text) if len(text) <= LONGEST else None


# The few headers of a plan are asked for row by row; but each cell of a table may be asked about once, and a batch
# reads many plans in one process.
@lru_cache(maxsize=16_384)
def _word_of(text: str) -> HeaderWord | None:
    squeezed = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    joined = re.sub(r"[()]", "", squeezed)  # 责任(配合)单位
    bare = BRACKETED.sub("", squeezed).rstrip(":")
    remark = "".join(part.group()[1:-1] for part in BRACKETED.finditer(squeezed))
    exact, patterns = _words()
    if joined in exact:
        return exact[joined]
    known = exact.get(bare) or next((word for pattern, word in patterns if pattern.fullmatch(bare)), None)
    return replace(known, remark=remark) if known else None


@cache
def _words() -> tuple[dict[str, HeaderWord], tuple[tuple[re.Pattern[str], HeaderWord], ...]]:
    exact: dict[str, HeaderWord] = {}
    patterns: list[tuple[re.Pattern[str], HeaderWord]] = []
    for row in read_csv("header_words"):
        word = HeaderWord(
            row["field"], Role(row["role"]) if row["role"] else None, weak=row["match"].startswith("weak")
        )
        if not row["match"].endswith("pattern"):
            exact[row["word"]] = word
        else:
            patterns.append((re.compile(row["word"]), word))
    return exact, tuple(patterns)
