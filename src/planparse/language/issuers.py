"""The bodies that issue a document (发文机关): which words name one, and which names may be those of one body.

Comes in: a line above a date, the value of a label, a title. Goes out: the names in it. The words that names of bodies
end in stand in `lexicon/data/unit_words.csv`.
"""

from __future__ import annotations

import re
from functools import cache

from planparse.lexicon.load import read_csv
from planparse.model.document import Passage

ENDINGS = ("organ_end", "body_end", "branch_end", "firm_end", "jurisdiction_head")
LONGEST = 40
"""Characters; 上海市徐汇区人民政府虹梅路街道办事处 has 18, the names of state firms have 30."""

NOT_IN_NAME = re.compile(r"[，。；：！？、,;:!?《》\da-wyzA-WYZ]")
"""Marks of a sentence; figures and letters, which meetings (2019年年度股东大会) and shares have; XX局 is a form."""
ABOUT = "关于"
BEFORE_YEAR = re.compile(r"(?P<issuer>[^\d]{4,40}?)(?=(?:19|20)\d{2}年)")
"""What stands before the year of a title: 淮安市人民政府2024年…年度报告."""
RELATIVE = re.compile(r"[省市县区州盟旗](委|人民政府|政府|府)")
"""How a name begins that only says its level: 市政府办公室."""
LEVELS = tuple("省市县区州盟旗")


def is_body(text: str) -> bool:
    """Say whether a text, as a whole, may be the name of a body.

    >>> is_body("上海市徐汇区人民政府虹梅路街道办事处"), is_body("现将要点印发给你们。")
    (True, False)
    """
    return 2 < len(text) <= LONGEST and text.endswith(_endings()) and not NOT_IN_NAME.search(text) and ABOUT not in text


def bodies_in(text: Passage) -> tuple[Passage, ...]:
    """Tell the bodies apart that stand on one line with white space or 、 between them; else give the text as it is.

    A name may be spread over its line, too (苏 州 市 人民政府), so each part must be a name by itself.
    """
    spaced = text.spaced
    parts = [spaced[match.start() : match.end()] for match in re.finditer(r"[^\s、]+", spaced.text)]
    whole = all(is_body(part.text) and (len(part.text) > 3 or part.text.startswith(LEVELS)) for part in parts)
    return tuple(parts) if whole else (text,)


def issuers_of_title(title: Passage) -> tuple[Passage, ...]:
    """Take the issuers from a title that names them in full: X人民政府办公室关于…, X人民政府2024年…"""
    end = title.text.find(ABOUT)
    if end < 0:
        year = BEFORE_YEAR.match(title.text)
        end = year.end() if year else 0
    names = bodies_in(title[:end])
    full = all(len(name.text) >= 4 and is_body(name.text) and not RELATIVE.match(name.text) for name in names)
    return names if full else ()


def may_be_same(name: str, other: str) -> bool:
    """Say whether one of two names may be short for the other: its characters stand in the other, in their order.

    >>> may_be_same("区府办", "绍兴市上虞区人民政府办公室"), may_be_same("市财政局", "苏州市审计局")
    (True, False)
    """
    short, full = sorted(("".join(name.split()), "".join(other.split())), key=len)
    left = iter(full)
    return all(mark in left for mark in short)


@cache
def _endings() -> tuple[str, ...]:
    return tuple(row["word"] for row in read_csv("unit_words") if row["class"] in ENDINGS)
