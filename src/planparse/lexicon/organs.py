"""Whether a text looks like a list of units (单位), by the words that names of bodies end in.

A rough look, for telling columns apart; `language.units` reads the names themselves. A list of units says who, and at
most that they lead or cooperate; a text in which a part opens with a verb of doing (完成公平街道、柳城街道、) says
what, whatever its other parts end in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from planparse.lexicon.load import read_csv

ENDINGS = ("organ_end", "body_end", "class_noun", "collective_end", "jurisdiction_head")
SEPARATORS = re.compile(r"[、，,；;\s]+")
AGENT = "由"
VERBS = re.compile(r"(按.{0,6}职责.*|牵头.*|负责.*|配合.*|参与.*|落实.*|协助.*|等.{0,6})$")
ONLY_ROLES = re.compile(r"(?:按.{0,8}职责(?:分工)?|具体|分别|共同|负责|牵头|配合|参与|落实|协助|组织|实施|[抓做]好)++")
LONGEST = 24
"""Characters of a name. A longer stretch without a separator is a sentence."""

LONGEST_LIST = 2000
"""Characters. The longest list of addressees has some hundred; what is longer is not looked at."""

LONGEST_PLACE = 9
"""Characters of the name of a place below a county, with that of the county (杭锦旗独贵塔拉镇)."""

SCHOOL = re.compile(r".{0,6}第?[一二三四五六七八九十]{1,3}中")
"""A school, called by its number (市一中)."""

SHORTEST_FIRM = 2
"""Characters of the words that end names of firms; 行 alone ends many others."""


def looks_like_units(text: str) -> bool:
    """Say whether most parts of a text end like the name of a body, and none says what is to be done.

    >>> looks_like_units("市发展改革委、各县（市、区）政府牵头落实"), looks_like_units("推进政务公开，加强解读。")
    (True, False)
    >>> looks_like_units("掌政镇、各市、区"), looks_like_units("完成公平街道、柳城街道、")
    (True, False)
    """
    if len(text) > LONGEST_LIST:
        return False
    parts = _parts(text)
    if any(_says_what(part) for part in parts):
        return False
    named = [part for each in parts if (part := _without_roles(each))]
    each_of = False  # 各市、区: what follows 各 needs none of its own
    count = 0
    for part in named:
        each_of = each_of or part.startswith("各")
        count += _ends_like_body(part) or _is_place(part, each_of=each_of) or _is_firm(part)
    return 2 * count > len(named)


def names_organ(text: str) -> bool:
    """Say whether some part of a text ends like a body that is neither a place nor a firm.

    >>> names_organ("市财政局、城关镇"), names_organ("城关镇、龙潭乡")
    (True, False)
    """
    return len(text) <= LONGEST_LIST and any(_ends_like_body(_without_roles(part)) for part in _parts(text))


def _parts(text: str) -> list[str]:
    plain = re.sub(r"[(（〔\[][^()（）〔〕\[\]]*[)）〕\]]", "", text)
    return [part.removeprefix(AGENT) for part in SEPARATORS.split(plain) if part]


def _without_roles(part: str) -> str:
    return VERBS.sub("", part)


def _says_what(part: str) -> bool:
    """Say whether a part opens with a verb of doing; 推进办 and 优化营商环境办公室 are bodies."""
    if ONLY_ROLES.fullmatch(part):
        return False
    verb, rest = _opening_verb(_without_roles(part) or part)
    if not verb:
        return False
    if len(part) > LONGEST / 2 or any(word in rest for word in ("各", "有关", "相关")):
        return True
    ends = _words("organ_end")
    if verb in _words("doing_or_name"):
        ends += tuple(word for word in _words("body_end", "firm_end") if len(word) >= SHORTEST_FIRM)
    return not rest.endswith(ends) or rest in _words("jurisdiction_head")


def _opening_verb(part: str) -> tuple[str, str]:
    """Give the verb of doing that a part opens with, perhaps behind words of manner, and what follows; or nothing."""
    rest = part
    for _ in range(3):  # 进一步加快推进
        if verb := _longest(rest, "verb_start", "doing", "doing_or_name"):
            return verb, rest[len(verb) :]
        rest = rest[len(_longest(rest, "doing_manner")) :]
    return "", ""


def _longest(text: str, *classes: str) -> str:
    return max((word for word in _words(*classes) if text.startswith(word)), key=len, default="")


def _ends_like_body(part: str) -> bool:
    return 0 < len(part) <= LONGEST and part.endswith(_words(*ENDINGS))


def _is_place(part: str, *, each_of: bool) -> bool:
    """Say whether a part names a place (城关镇), or all of a kind (各乡镇)."""
    if not part or len(part) > LONGEST_PLACE or re.search(r"[\d%“”《》]", part):
        return False
    if each_of and _generic().fullmatch(part):
        return True
    if part in _regions():
        return True  # 增城区, in which 城区 is no word
    return len(part) > 1 and part.endswith(_words("place_end")) and not part.endswith(_words("not_end", "place_trap"))


def _is_firm(part: str) -> bool:
    if not 0 < len(part) <= LONGEST or part.endswith(_words("not_end")):
        return False
    ends = tuple(word for word in _words("firm_end", "branch_end") if len(word) >= SHORTEST_FIRM)
    return part.endswith(ends) or SCHOOL.fullmatch(part) is not None


@cache
def _generic() -> re.Pattern[str]:
    nouns = "|".join(sorted(map(re.escape, _words("jurisdiction")), key=len, reverse=True))
    return re.compile(rf"(?:各(?:有关|相关|级)?)?(?:{nouns})++")


@cache
def _regions() -> frozenset[str]:
    return frozenset(row["name"] for row in read_csv("regions"))


@cache
def _words(*classes: str) -> tuple[str, ...]:
    return tuple(row["word"] for row in _rows() if row["class"] in classes)


@cache
def _rows() -> Sequence[dict[str, str]]:
    return read_csv("unit_words")
