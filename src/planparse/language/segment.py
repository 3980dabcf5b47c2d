"""Words of a Chinese text (分词), in which names of units, dates, 文号 and quantities stay whole.

In goes a string, out come its tokens. What a plan is about is found first, on characters, by the same readers that
`parse()` uses; only the gaps between these finds are segmented, by jieba without its guesses about unknown words.
So a unit is one token always, whether or not a dictionary knows it.

jieba is used as a private instance whose dictionary we read ourselves: its own start reads and writes an unchecked
cache file in the shared temporary folder, and its module-level instance belongs to every library of the process.
HMM is off: it makes words across the edges of names (市应急管理局) and gains nothing here.
"""

from __future__ import annotations

import re
import warnings
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

from planparse.errors import UsageError
from planparse.language.crf import read_units
from planparse.language.deadlines import read_deadlines
from planparse.language.normalise import Squeezed, normalise, squeeze
from planparse.language.quantities import read_quantities
from planparse.language.references import find_document_numbers
from planparse.language.roles import read_responsibility
from planparse.language.units import is_name, look_at, opens_name
from planparse.lexicon.load import read_csv
from planparse.model.plan import Quantity
from planparse.model.token import Token

DOMAIN_FREQUENCY = 2000
"""How often a word of our own list is said to occur in jieba's corpus of 60 million words, enough to outweigh
the parts of any of them (a test holds that), and a tenth of the commonest nouns."""

LIKELY, FIRM = 0.5, 0.9
"""Probability from which a unit of the second reader is taken as one word: one that opens with a level or another
sign of a name (市…, 各…, 国家…), and one that opens with a place (淳安县…), which much else looks like."""

PLACE_LED = re.compile(r"[\u4e00-\u9fff]{2,4}?[省市县区州盟旗]")

NEAR = 8
"""Characters on either side of a name that are segmented to see whether its edges are edges of words."""

ROLE_WORDS = 24
"""Characters beside the names of a cell, as many as role words have at most (按照部门职责分工分别牵头组织落实).
With more of them there is a sentence, which may mention other units."""

SHORT = 12
"""Characters of a stretch whose words are remembered."""

KINDS = ("document_number", "unit", "date", "quantity")
"""Which find wins where two overlap, best first (5个工作日内 is a date before it is a quantity)."""

_MONTH, _DAY = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?", r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})[日号]"
CALENDAR = re.compile(
    rf"(?:(?<!\d)(?:19|20)\d\d|[〇○零一二三四五六七八九]{{4}})年(?:{_MONTH}(?:{_DAY})?|度)?[底末初]?"
    rf"|(?<![\d一二三四五六七八九十]){_MONTH}(?:{_DAY}|[底末初])"
    r"|(?<!\d)(?:19|20)\d\d([-./])\d{1,2}\1\d{1,2}(?!\d)"
)
"""Days, months and years that are no time limits (截至2016年底, 2016年度报告); limits are read by `deadlines`."""

PREPOSITIONS = re.compile(r"截至|截止到?|自从|[到至自从于在]")
"""What a time limit opens with; words of their own, while 前, 内, 底前 and 起 close the date that they stand behind."""

LATIN = re.compile(r"[A-Za-z0-9]+(?:[.,+&'/_-][A-Za-z0-9]+)*+[%‰]?")
"""Latin words and numbers, which segmenters cut each in their own way: PM2.5, 1+N, 3.5%, GB/T."""

NUMERAL = re.compile(r"[\d〇○零一二两三四五六七八九十百千半几]")


class Segmenter(Protocol):
    """Cuts a stretch of plain text into words which, joined, are the stretch."""

    name: str

    def cut(self, text: str) -> list[str]:
        """Give the words of the text in order."""
        ...


class JiebaSegmenter:
    """jieba without HMM, on an instance of our own; the default.

    words: added to its packaged dictionary; by default the list of `lexicon/data/domain_words.csv`
    """

    name = "jieba"

    def __init__(self, words: Iterable[str] | None = None) -> None:
        frequencies, total = _jieba_dictionary()
        added = tuple(domain_words() if words is None else words)
        total += DOMAIN_FREQUENCY * len(added)
        for word in added:
            total -= frequencies.get(word, 0)
            _add(frequencies, word, DOMAIN_FREQUENCY)
        self._tokenizer = _import_jieba().Tokenizer()
        self._tokenizer.FREQ, self._tokenizer.total = frequencies, total
        self._tokenizer.initialized = True  # or its first cut would read the cache file
        self._cut_short = lru_cache(maxsize=4096)(self._cut)

    def cut(self, text: str) -> list[str]:
        """Give the words of the text in order."""
        # What stands between names is mostly 牵头, 配合, 按职责分工负责, over and over.
        return list(self._cut_short(text) if len(text) <= SHORT else self._cut(text))

    def _cut(self, text: str) -> tuple[str, ...]:
        return tuple(self._tokenizer.cut(text, HMM=False))


class RjiebaSegmenter:
    """The same dictionary and method in Rust, some thirty times faster; needs the extra `[fast]`.

    Raises UsageError where rjieba is not installed.
    """

    name = "rjieba"

    def __init__(self, words: Iterable[str] | None = None) -> None:
        try:
            import rjieba
        except ImportError as problem:
            raise UsageError(
                "the segmenter rjieba is not installed", advice="pip install 'planparse[fast]', or take jieba"
            ) from problem
        self._jieba = rjieba.Jieba()
        for word in domain_words() if words is None else words:
            self._jieba.add_word(word, DOMAIN_FREQUENCY, None)

    def cut(self, text: str) -> list[str]:
        """Give the words of the text in order."""
        words: list[str] = self._jieba.cut(text, hmm=False)
        return words


SEGMENTERS: dict[str, Callable[[Iterable[str] | None], Segmenter]] = {
    "jieba": JiebaSegmenter,
    "rjieba": RjiebaSegmenter,
}


@lru_cache(maxsize=4)
def segmenter_named(name: str = "jieba", words: tuple[str, ...] | None = None) -> Segmenter:
    """Give the segmenter of that name, built once a process for each list of added words.

    Raises UsageError for a name that is none of `SEGMENTERS`.
    """
    if name not in SEGMENTERS:
        raise UsageError(f"no segmenter is called {name!r}", advice=f"take one of {', '.join(SEGMENTERS)}")
    return SEGMENTERS[name](words)


def segment(text: str, *, segmenter: Segmenter | None = None) -> tuple[str, ...]:
    """Cut a text into words; units, dates, 文号 and quantities are one word each.

    White space and invisible characters are left out; else the words, joined, are the text.

    >>> segment("推进政务公开,由市财政局牵头")
    ('推进', '政务公开', ',', '由', '市财政局', '牵头')
    """
    return tuple(token.text for token in tokenise(text, segmenter=segmenter))


def tokenise(text: str, *, column: str | None = None, segmenter: Segmenter | None = None) -> tuple[Token, ...]:
    """Cut a text into tokens, each with its place and kind.

    column: the header that the text stands under, as `read_responsibility` takes it
    segmenter: what cuts the gaps between names, dates and numbers; jieba by default
    """
    squeezed = squeeze(text)
    finds = _finds(squeezed, column)
    tokens: list[Token] = []
    for start, end, kind in finds:
        if kind:
            tokens.append(_token(squeezed, start, end, kind))
            continue
        if end - start == 1:
            words = [squeezed.text[start]]
        else:
            segmenter = segmenter or segmenter_named()
            words = segmenter.cut(squeezed.text[start:end])
        for word in words:
            tokens.append(_token(squeezed, start, start + len(word), "word" if word[0].isalnum() else "mark"))
            start += len(word)
    return tuple(tokens)


def is_inside_word(before: str, after: str) -> bool:
    """Say whether two texts, put together, meet inside a word.

    >>> is_inside_word("开展房地", "产市场主体抽查"), is_inside_word("纳入办文程序中", "积极推进")
    (True, False)
    """
    left, right = normalise(before[-NEAR:]), normalise(after[:NEAR])
    edge = 0
    for word in segmenter_named().cut(left + right):
        if edge < len(left) < edge + len(word):
            return True
        edge += len(word)
    return False


def find_units(text: str, column: str | None = None) -> tuple[tuple[int, int], ...]:
    """Find where units stand in a text, whatever they do there: offsets, in order, without overlaps.

    Units that hold a role come first; what the text only mentions, the second reader finds.
    """
    found = [spot for spot in map(_spot, read_roles(text, column)) if spot]
    if len(text) - sum(end - start for start, end in found) > ROLE_WORDS or not found:
        taken = bytearray(len(text))
        for start, end in found:
            taken[start:end] = b"\x01" * (end - start)
        found += [(start, end) for start, end in _mentions(text) if not any(taken[start:end])]
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(found)):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return tuple(kept)


def _mentions(text: str) -> Iterable[tuple[int, int]]:
    """Find units that a sentence names, whatever they do in it.

    The second reader proposes. It knows no words and so sees names in 加快县污水处理; a name must have the form of
    one, and its edges must be edges of words (not 保护管理办 of 保护管理办法).
    """
    squeezed = squeeze(text)
    for span in read_units(text):
        first, last = bisect_left(squeezed.at, span.start), bisect_left(squeezed.at, span.end)
        name = squeezed.text[first:last]
        if span.probability < LIKELY or not is_name(name):
            continue
        place_led = span.probability >= FIRM and PLACE_LED.match(name) and look_at(name).end == "organ"
        if (opens_name(name) or place_led) and _on_edges_of_words(squeezed.text, first, last):
            yield span.start, span.end


def _on_edges_of_words(text: str, start: int, end: int) -> bool:
    left = max(0, start - NEAR)
    edges = {left}
    for word in segmenter_named().cut(text[left : end + NEAR]):
        left += len(word)
        edges.add(left)
    return {start, end} <= edges


# The tokenizer and the components of a pipeline ask for the same string one after the other.
read_roles = lru_cache(maxsize=64)(read_responsibility)
read_times = lru_cache(maxsize=64)(read_deadlines)
read_targets = lru_cache(maxsize=64)(read_quantities)


def _spot(value: Any) -> tuple[int, int] | None:
    """Give the offsets of a value that was read from a string."""
    spot = value.evidence[0] if value.evidence else None
    return (spot.start, spot.end) if spot and spot.start is not None and spot.end is not None else None


def _finds(squeezed: Squeezed, column: str | None) -> list[tuple[int, int, str]]:
    """Cover the squeezed text with finds and, kind empty, the gaps between them: (start, end, kind)."""
    text, source = squeezed.text, squeezed.source
    spots: list[tuple[int, int, str]] = []

    def add(start: int, end: int, kind: str) -> None:
        first, last = bisect_left(squeezed.at, start), bisect_left(squeezed.at, end)
        if last > first:
            spots.append((first, last, kind))

    for number in find_document_numbers(source):
        add(number.start, number.end, "document_number")
    for start, end in find_units(source, column):
        add(start, end, "unit")
    for deadline in read_times(source, date=None, year=None):
        if spot := _spot(deadline):
            opening = PREPOSITIONS.match(source, *spot)
            add(opening.end() if opening and opening.end() < spot[1] else spot[0], spot[1], "date")
    for quantity in read_targets(source):
        if spot := _figure(quantity):
            add(*spot, "quantity")
    spots += [(match.start(), match.end(), "date") for match in CALENDAR.finditer(text)]
    spots.sort(key=lambda spot: (KINDS.index(spot[2]), spot[0] - spot[1]))
    taken = bytearray(len(text))
    kept: list[tuple[int, int, str]] = []
    for start, end, kind in spots:
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            kept.append((start, end, kind))
    for match in LATIN.finditer(text):
        edges = [match.start(), *(i for i in range(match.start() + 1, match.end()) if i in squeezed.gaps), match.end()]
        for start, end in pairwise(edges):
            if not any(taken[start:end]):
                kept.append((start, end, "number" if text[start].isdecimal() else "word"))
    return list(_with_gaps(sorted(kept), len(text)))


def _with_gaps(kept: Sequence[tuple[int, int, str]], length: int) -> Iterable[tuple[int, int, str]]:
    reached = 0
    for start, end, kind in kept:
        if start > reached:
            yield reached, start, ""
        yield start, end, kind
        reached = end
    if length > reached:
        yield reached, length, ""


def _figure(quantity: Quantity) -> tuple[int, int] | None:
    """Give the figure and measure of a quantity without its comparing words: 4% of 不低于4%."""
    spot = _spot(quantity)
    if spot is None:
        return None
    words = normalise(quantity.evidence[0].text)
    first = NUMERAL.search(words)
    measure = words.rfind(quantity.unit) if quantity.unit else -1
    start = first.start() if first else 0
    end = measure + len(quantity.unit) if measure >= start else len(words)
    return spot[0] + start, spot[0] + end


def _token(squeezed: Squeezed, start: int, end: int, kind: str) -> Token:
    first, last = squeezed.span(start, end)
    return Token(squeezed.written(start, end), first, last, kind)


# --- the dictionary


@cache
def domain_words() -> tuple[str, ...]:
    """Give the words that jieba's list of 2013 has not, or has as rare: 政务公开, 放管服, 数据局."""
    return tuple(row["word"] for row in read_csv("domain_words"))


def _import_jieba() -> Any:
    with warnings.catch_warnings():
        # Its string escapes and its use of pkg_resources warn, each Python version in its own way.
        warnings.simplefilter("ignore")
        import jieba
    return jieba


def _jieba_dictionary() -> tuple[dict[str, int], int]:
    """Read jieba's packaged list as jieba itself does: word and frequency, and each beginning of a word as 0."""
    frequencies: dict[str, int] = {}
    total = 0
    with Path(_import_jieba().__file__).with_name("dict.txt").open(encoding="utf-8") as file:
        for line in file:
            word, frequency, _ = line.split(" ", 2)
            total += int(frequency)
            _add(frequencies, word, int(frequency))
    return frequencies, total


def _add(frequencies: dict[str, int], word: str, frequency: int) -> None:
    frequencies[word] = frequency
    beginning = word[:-1]
    # Where one beginning is known, all shorter ones are.
    while beginning and beginning not in frequencies:
        frequencies[beginning] = 0
        beginning = beginning[:-1]
