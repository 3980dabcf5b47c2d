"""Training strings for the second reader (银标数据): cells, brackets and running text whose units are known.

In go the data tables, a word list and a seed; out come strings with the offsets of their units. The strings are
put together from frames (`lexicon/data/silver_frames.toml`), role words (`role_phrases.toml`) and unit words
(`unit_words.csv`). Two devices carry the learning: half of the fields of work and nearly all places are made up
of random characters, so that the edges of names are learned and not the names; and running text is random words,
so that the reader sees what is no unit. Strings with a reserved word of the test lists are thrown away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any

from planparse.language.normalise import normalise
from planparse.lexicon.load import read_csv, read_toml

MADE_UP = 0.55
"""Share of fields of work made of random characters; 40 to 70 % served unseen names best."""

MADE_UP_PLACES = 0.8
PROSE = 0.48
"""Share of strings that are running text."""

RESPONSIBLE_HEADERS = ("责任单位", "牵头单位", "配合单位", "责任部门", "牵头部门", "参与单位", "主办单位", "协办单位")

SHAPES = (
    "vn", "vnn", "vvn", "dvn", "van", "nvn", "vnvn", "vnnn", "vn的n", "dvnn", "vn和n", "vn、n", "anv", "nnv", "vnn,vn",
)  # fmt: skip
"""Clauses by kinds of words: n noun, v verb, a adjective, d adverb; other characters stand for themselves."""

SLOT = re.compile(r"\{(\w+)\}")
COMMON_ROWS = range(0xB0, 0xD8)
"""Rows of GB/T 2312 with its 3,755 common characters."""

UNFIT = frozenset("和及与由等暨各原含除请按")
"""Characters that would make a made-up name ambiguous."""

JOINTS = ("、",) * 12 + ("，", ",", ",", " ", "\n", "和", "及", "；")


@dataclass(frozen=True, slots=True)
class Silver:
    """A string whose units are known.

    spans: (start, end) offsets of its units in `text`, in order
    kind: `cell` or `prose`
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    kind: str


@dataclass(frozen=True, slots=True)
class WordList:
    """Words of a language by kind, with how often each may be drawn (running totals)."""

    words: dict[str, tuple[str, ...]]
    totals: dict[str, tuple[float, ...]]

    @classmethod
    def of(cls, counts: Sequence[tuple[str, int, str]]) -> WordList:
        """Group (word, frequency, part of speech) rows; frequent words are drawn less often than texts have them."""
        groups: dict[str, list[tuple[str, float]]] = {}
        for word, frequency, kind in counts:
            groups.setdefault(kind, []).append((word, float(frequency) ** 0.7))
        return cls(
            {kind: tuple(word for word, _ in rows) for kind, rows in groups.items()},
            {kind: tuple(accumulate(weight for _, weight in rows)) for kind, rows in groups.items()},
        )


Part = tuple[str, bool]
"""A stretch of a string, and whether it is a unit."""


def silver(size: int, seed: int, words: WordList) -> Iterator[Silver]:
    """Make `size` strings; the same arguments give the same strings."""
    maker = _Maker(Random(seed), words)
    made = 0
    while made < size:
        prose = maker.random.random() < PROSE
        parts = maker.prose() if prose else maker.cell()
        text = "".join(part for part, _ in parts)
        if maker.is_reserved(text) or not 2 <= len(text) <= 220:
            continue
        spans, place = [], 0
        for part, is_unit in parts:
            if is_unit and len(part) >= 2:
                spans.append((place, place + len(part)))
            place += len(part)
        made += 1
        yield Silver(text, tuple(spans), "prose" if prose else "cell")


class _Maker:
    def __init__(self, random: Random, words: WordList) -> None:
        self.random = random
        self.words = words
        frames = read_toml("silver_frames")
        self.table: dict[str, Any] = frames["words"]
        self.frames = {kind: _weighted(frames[kind]) for kind in ("unit", "collective", "prose")}
        reserved = frames["reserved"]
        self.reserved = tuple(reserved["stems"] + reserved["places"] + reserved["endings"])
        self.lexicon: dict[str, list[str]] = {}
        for row in read_csv("unit_words"):
            self.lexicon.setdefault(row["class"], []).append(row["word"])
        self.characters = [char for char in _common_characters() if char not in UNFIT]
        self.towns = [row["name"] for row in read_csv("place_names")]
        phrases = read_toml("role_phrases")
        self.without_organ = False  # the last list named fields of work only, and must end in 等部门
        self.phrases = phrases["phrase"]
        self.manners = [word for row in phrases["manner"] for word in row["words"]]
        self.duties = [word for row in phrases["manner"] if row.get("by_duty") for word in row["words"]]
        self.together = [word for row in phrases["infix"] for word in row["words"]]
        self.headers = [
            row["word"] for row in read_csv("header_words") if row["match"] == "exact" and row["field"] == "units"
        ]
        self.edges = tuple(word for name in ("organ_end", "complete") for word in self.lexicon[name] if len(word) > 1)
        self.makers: dict[str, Callable[[], str]] = {
            "level": lambda: (
                self.pick(["省", "市", "市", "市", "县", "区", "省", "州"])
                if self.random.random() < 0.95
                else self.pick(self.lexicon["level"])
            ),
            "stem": self.stem,
            "long": self.long,
            "town": self.town,
            "place": lambda: self.town() + self.pick(self.table["placeword"]),
            "organ": self.organ,
            "body": lambda: self.pick(self.lexicon["body_end"]),
            "firm": lambda: self.pick(self.table["branded"]),
            "brand": lambda: (self.town() if self.random.random() < 0.4 else "") + self.made_up(2, 3),
            "party": lambda: self.pick(self.lexicon["party_organ"]),
            "sub": lambda: self.fill(self.pick(self.table["sub"])),
            "school": lambda: self.pick(self.table["school"]),
            "vertical": lambda: self.fill(self.pick(self.table["vertical"])),
            "whole": lambda: self.pick(self.table["whole"]),
            "firmstem": lambda: self.pick(self.table["firmstem"]) if self.random.random() < 0.6 else self.made_up(2, 3),
            "c": self.collective,
            "person": self.person,
        }

    # --- words

    def pick(self, words: Sequence[str]) -> str:
        return self.random.choice(words)

    def fill(self, pattern: str) -> str:
        """Write a pattern out, every slot as plain text."""
        return SLOT.sub(lambda slot: self.slot(slot[1]), pattern)

    def slot(self, name: str) -> str:
        if name in self.makers:
            return self.makers[name]()
        if name == "areas":
            return self.pick(self.table["area"])
        if name == "class":
            return self.pick(self.lexicon["class_noun"])
        if name == "firm":
            return self.pick(self.table["firmend"])
        return self.pick(self.table[name])

    def made_up(self, least: int, most: int) -> str:
        length = self.random.randint(least, most)
        return "".join(self.random.choice(self.characters) for _ in range(length))

    def stem(self) -> str:
        if self.random.random() < MADE_UP:
            return self.made_up(2, 4) + (
                self.pick(("", "", "", "管理", "事务", "发展", "监督管理", "建设", "保障", "服务"))
            )
        if self.random.random() < 0.15:
            return self.pick(self.table["stem_joined"])
        first = self.pick(self.lexicon["stem"])
        if self.random.random() < 0.15:
            joint = self.pick(self.table["long_joint"])
            return first + joint + (self.pick(self.lexicon["stem"]) if self.random.random() < 0.6 else self.word("n"))
        return first

    def long(self) -> str:
        if self.random.random() < 0.3:
            return self.made_up(2, 6)
        words = [self.pick((self.word("n"), self.word("v"), self.word("n"))) for _ in range(self.random.randint(1, 3))]
        return "".join(words) + self.pick(("", "", "工作", "建设", "改革", "管理", "服务"))

    def organ(self) -> str:
        common = (
            "局",
            "局",
            "局",
            "局",
            "委",
            "委",
            "办",
            "厅",
            "部",
            "委员会",
            "办公室",
            "管理局",
            "分局",
            "中心",
            "局",
            "处",
        )
        return self.pick(common) if self.random.random() < 0.85 else self.pick(self.lexicon["organ_end"])

    def town(self) -> str:
        return self.made_up(2, 2) if self.random.random() < MADE_UP_PLACES else self.pick(self.towns)

    def person(self) -> str:
        return self.pick(self.lexicon["surname"]) + self.made_up(1, 2)

    def word(self, kind: str) -> str:
        while True:
            (found,) = self.random.choices(self.words.words[kind], cum_weights=self.words.totals[kind])
            if not found.endswith(self.edges):
                return found

    def phrase(self) -> str:
        """Draw a run of words that has the shape of a clause."""
        if self.random.random() < 0.08:
            return self.made_up(3, 9)
        shape = self.pick(SHAPES)
        return "".join(self.word(kind) if kind in "nvad" else kind for kind in shape)

    def date(self) -> str:
        month, day = self.random.randint(1, 12), self.random.randint(1, 28)
        return self.pick(
            (
                f"{month}月底",
                f"2023年{month}月",
                f"{month}月{day}日",
                "年底",
                "第三季度",
                "每季度末",
                "2025年底",
                "上半年",
            )
        )

    def number(self) -> str:
        value = self.random.randint(1, 500)
        return self.pick((f"{value}个", f"{value}%以上", f"{value}家", f"{value}万", f"{value}项", f"不低于{value}%"))

    # --- units

    def unit(self) -> str:
        if self.random.random() < 0.02:
            return self.fill(self.pick(self.table["whole_league"]))
        return self.fill(self._frame("unit"))

    def collective(self) -> str:
        return self.fill(self._frame("collective"))

    def _frame(self, kind: str) -> str:
        patterns, totals = self.frames[kind]
        return self.random.choices(patterns, cum_weights=totals)[0]

    def names(self) -> Iterator[str]:
        """Draw the names of one list: with their level each, or with the level at the first only."""
        count = self.random.choices((1, 2, 3, 4, 5, 7), weights=(6, 5, 4, 3, 2, 1))[0]
        style = self.random.random()
        if style < 0.18:  # 省科技厅、工业和信息化厅
            level = self.slot("level")
            for number in range(count):
                yield (level if number == 0 else "") + self.stem() + self.organ()
            return
        if style < 0.22:  # 市财政、税务局
            level, organ = self.slot("level"), self.organ()
            for number in range(max(2, count)):
                last = number == max(2, count) - 1
                yield (level if number == 0 else "") + self.stem() + (organ if last else "")
            return
        if style < 0.24:  # 市财政、环保等部门
            for number in range(max(2, count)):
                yield (self.slot("level") if number == 0 else "") + self.stem()
            self.without_organ = True
            return
        if style < 0.28:
            for _ in range(count):
                yield self.table["central"][self.random.randrange(len(self.table["central"]))]
            return
        for number in range(count):
            share = 0.4 if number == count - 1 else 0.1
            yield self.collective() if self.random.random() < share else self.unit()

    def units(self) -> list[Part]:
        """Draw a list of units with its separators, line breaks inside names, and an open end."""
        joint = self.pick(JOINTS)
        numbered, remarked = self.random.random() < 0.04, self.random.random() < 0.05
        parts: list[Part] = []
        self.without_organ = False
        for number, name in enumerate(self.names(), 1):
            if parts:
                parts.append((joint if self.random.random() < 0.85 else self.pick(JOINTS[:14]), False))
            if numbered:
                parts.append((f"{number}.", False))
            parts.append((self.broken(name), True))
            if remarked and self.random.random() < 0.6:
                parts.append((self.pick(("(牵头)", "（牵头）", "(配合)", "（主办）", "（牵头单位）")), False))
        if self.without_organ:
            parts.append((self.pick(("等部门", "等有关部门", "等部门")), False))
        elif self.random.random() < 0.15:
            parts.append(
                (self.pick(("等", "等部门", "等有关部门", "等单位", "等市直部门", "等14部门", "等相关单位")), False)
            )
        return parts

    def broken(self, name: str) -> str:
        """Break a name over two lines, as narrow cells do, or space its letters."""
        chance = self.random.random()
        if chance < 0.05 and len(name) > 4:
            place = self.random.randint(2, len(name) - 2)
            return name[:place] + "\n" + name[place:]
        if chance < 0.07:
            return " ".join(name)
        return name

    # --- strings

    def run(self) -> str:
        row = self.random.choices(self.phrases, weights=(8, 6, 3, 2, 2, 8))[0]
        verbs = row["verbs"]
        verb = self.pick(verbs[:5] if self.random.random() < 0.6 else verbs)
        manner = ""
        if self.random.random() < 0.5:
            manner = self.pick(self.duties if self.random.random() < 0.6 else self.manners)
        if self.random.random() < 0.2:
            manner += self.pick(self.manners)
        tail = self.pick(("", "", "", "落实", "实施", "负责", "推进"))
        return manner + verb + tail

    def cell(self) -> list[Part]:
        style = self.random.random()
        parts: list[Part] = []
        if style < 0.32:
            parts = self.units()
        elif style < 0.66:
            for number in range(self.random.choices((1, 2, 3), weights=(5, 5, 1))[0]):
                if number:
                    parts.append((self.pick(("，", ",", "；", ";", "。", "、")), False))
                elif self.random.random() < 0.04:
                    parts.append(("除" + self.unit() + self.pick(("外，", "以外，", "外,")), False))
                if self.random.random() < 0.06:
                    parts.append((self.pick(("由", "请", "具体由", "分别由")), False))
                parts += self.units()
                if self.random.random() < 0.1:
                    parts.append((self.pick(self.together), False))
                    parts += self.units()
                parts.append((self.run(), False))
                if self.random.random() < 0.08:
                    parts.append((self.phrase(), False))
            if self.random.random() < 0.2:
                parts.append(("，", False))
                parts += self.units()
        elif style < 0.92:
            for number in range(self.random.choices((1, 2, 3), weights=(5, 5, 1))[0]):
                if number:
                    parts.append((self.pick(("；", ";", "；", "\n", "，", " ", "。")), False))
                header = self.pick(RESPONSIBLE_HEADERS if self.random.random() < 0.6 else self.headers)
                parts.append((header + self.pick(("：", ":", "：", " ")), False))
                parts += self.units()
        else:
            parts = self.aside()
        chance = self.random.random()
        if chance < 0.06:
            parts += [
                (self.pick(("，", ",", "；")), False),
                (self.date() + self.pick(("前", "前完成", "完成", "前报送")), False),
            ]
        elif chance < 0.09:
            parts.append(
                (self.pick(("(列首位的为牵头单位)", "（第一位为牵头单位，下同）", "，下同", "，不再列出")), False)
            )
        elif chance < 0.12:
            parts = [*parts, (self.pick((" ", "(", "（责任人：")) + self.person(), False)]
        if self.random.random() < 0.4:
            left, right = tuple(self.pick(("()", "（）", "（）", "〔〕", "[]")))
            parts = [(left, False), *parts, (right, False)]
        elif self.random.random() < 0.1:
            parts.append(("。", False))
        return parts

    def aside(self) -> list[Part]:
        """Write a cell that names no unit: a header, a date, a leader, a target."""
        words = (
            self.pick(self.headers), self.date(), self.person() + "、" + self.person(), self.number() + self.word("n"),
            self.pick(self.lexicon["junk"]), self.fill(self.pick(self.table["post"])), self.phrase(),
        )  # fmt: skip
        return [(self.pick(words), False)]

    def prose(self) -> list[Part]:
        parts: list[Part] = []
        if self.random.random() < 0.15:
            parts.append(
                (self.pick(("（一）", "1.", "一、", "(2)", "①", "——")) + self.phrase() + self.pick(("。", "：")), False)
            )
        for number in range(self.random.choices((1, 2, 3), weights=(5, 3, 1))[0]):
            if number:
                parts.append((self.pick(("，", "。", "；", ",", "。")), False))
            parts += self.clause(self._frame("prose"))
        if self.random.random() < 0.6:
            parts.append(("。", False))
        return parts

    def clause(self, pattern: str) -> list[Part]:
        parts: list[Part] = []
        place = 0
        for slot in SLOT.finditer(pattern):
            parts.append((pattern[place : slot.start()], False))
            place = slot.end()
            name = slot[1]
            if name == "us":
                parts += self.units()
            elif name == "u":
                parts.append((self.unit(), True))
            elif name == "c":
                parts.append((self.collective(), True))
            else:
                parts.append((self.plain(name), False))
        parts.append((pattern[place:], False))
        return parts

    def plain(self, name: str) -> str:
        if name == "p":
            return self.phrase()
        if name == "trap":
            return self.pick(self.table["noun_trap"] if self.random.random() < 0.7 else self.lexicon["not_end"])
        if name == "date":
            return self.date()
        if name == "num":
            return self.number()
        if name == "post":
            return self.fill(self.pick(self.table["post"]))
        return self.word(name)

    def is_reserved(self, text: str) -> bool:
        plain = "".join(normalise(text).split())
        return any(word in plain for word in self.reserved)


def _weighted(rows: Sequence[dict[str, Any]]) -> tuple[list[str], list[int]]:
    return [row["pattern"] for row in rows], list(accumulate(row["weight"] for row in rows))


def _common_characters() -> Iterator[str]:
    for row in COMMON_ROWS:
        for column in range(0xA1, 0xFF):
            try:
                yield bytes((row, column)).decode("gb2312")
            except UnicodeDecodeError:  # the last row is not full
                return
