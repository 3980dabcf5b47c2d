"""What every reader does at the end of a page: leave out what nobody sees, and say so.

Comes in: characters and rules as an engine gives them, and what it found hidden. Goes out: the `Page`, whose warnings
account for every character that was left out or stands for nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import itemgetter

from planparse.errors import PageLimit
from planparse.lexicon.lookalikes import count_lookalikes
from planparse.model.document import Char, Page, Rule
from planparse.model.evidence import Box
from planparse.model.plan import Warning

MOST_CHARS = 80_000
"""Characters on one page. A broadsheet has 15,000; more is a page made to harm."""

MOST_RULES = 20_000
"""Pieces of rules on one page. The fullest forms have a few thousand; a map has more, and is no table."""

FARTHEST = 1e7
"""Points. Where a broken matrix puts a character further out than this, or nowhere, it is not on the page."""

COPY = 0.3
"""Of the width of a character. The same character again, closer than this, is the first drawn bold."""

STANDS_FOR_NOTHING = re.compile("[\\x00-\\x1f\\ufffd-\\uffff\\ue000-\\uf8ff\\U000f0000-\\U0010fffd]")
"""Controls, replacement marks and private characters: a glyph whose meaning the file does not give."""

NO_CHARACTER, UNKNOWN = re.compile("[\\x00-\\x1f\ufffe\uffff]"), "\ufffd"
"""Those of them that no text may hold, and the one that is given for them. Private characters stay as they are."""

DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks of writing direction: nobody sees them, and they turn names around wherever these are shown."""

SLANT = math.sin(math.radians(3))
"""Text turned by more than 3 degrees from both axes slants; print is set to within a tenth of a degree."""

MOSTLY = 0.7
"""Share of the text of a page that must run up or down it for the page to be turned; a heading written upwards in a
merged cell is less."""

LAYER = 0.9
"""Share of the text that is invisible where it is the text layer of a scan; a stamp or page number may be visible. The
picture it lies under covers at least half as much of the page."""

TEXT_LAYER = "the text of the page is invisible and lies over a picture: the text layer of a scan, which was read"

HIDDEN, WATERMARK, OUTSIDE, COPIED = "hidden_text", "watermark", "text_outside_page", "copied_text"
CONTROL = "control_characters"

MESSAGES = {
    HIDDEN: "characters that cannot be seen (invisible, or white on white) were left out",
    WATERMARK: "characters of a slanting text, such as a watermark, were left out",
    OUTSIDE: "characters outside the visible page were left out",
    COPIED: "characters drawn again at the same place were left out",
    CONTROL: "marks of writing direction were left out",
    "unmapped_glyphs": "glyphs stand for no character",
    "lookalikes": "characters were read as their everyday twins, such as ⻔ as 门",
    "too_many_rules": "pieces of rules were left out: more than a page of tables has",
}


def finish_page(
    number: int,
    size: tuple[float, float],
    chars: Sequence[Char],
    rules: Sequence[Rule],
    dropped: Counter[str],
    *,
    images: int,
    reader: str,
    where: str,
    notes: tuple[str, ...] = (),
    turned: int = 0,
    pictures: Iterable[Box] = (),
) -> Page:
    """Make a page of what an engine read.

    size: width and height in points
    pictures: the boxes of the pictures on the page
    turned: 90 or 270 if the text of the page runs up or down; the page is turned upright then
    dropped: how many characters the engine's reader left out already, by warning code
    Raises PageLimit for a page with more characters than MOST_CHARS.
    """
    if len(chars) > MOST_CHARS:
        raise PageLimit(
            f"the page has {len(chars)} characters, more than {MOST_CHARS}",
            where=f"{where}, page {number}",
            advice="look at the page; no printed page has so many",
        )
    width, height = size
    inside = chars
    if chars and not _all_inside(chars, width, height):
        inside = [
            char
            for char in chars
            if -1 < char.x0 < width + 1
            and -1 < char.top < height + 1
            and -1 < char.x1 < FARTHEST
            and -1 < char.bottom < FARTHEST
        ]
    dropped[OUTSIDE] += len(chars) - len(inside)
    dropped["too_many_rules"] += max(0, len(rules) - MOST_RULES)
    text = "".join(map(itemgetter(0), inside))
    if DIRECTION.search(text):
        shown = [char for char in inside if not DIRECTION.search(char.text)]
        dropped[CONTROL] += len(inside) - len(shown)
        inside, text = shown, "".join(map(itemgetter(0), shown))
    if turned:
        inside = [Char(char.text, *_turn(char[1:5], size, turned), char.page) for char in inside]
        rules = [Rule(*_turn(rule, size, turned)) for rule in rules]
        width, height = height, width
    unmapped = len(STANDS_FOR_NOTHING.findall(text))
    if unmapped:
        inside = [Char(NO_CHARACTER.sub(UNKNOWN, char.text), *char[1:]) for char in inside]
    dropped["unmapped_glyphs"] += unmapped
    dropped["lookalikes"] += count_lookalikes(text)
    return Page(
        number=number,
        width=width,
        height=height,
        chars=tuple(inside),
        rules=tuple(rules[:MOST_RULES]),
        images=images,
        reader=reader,
        warnings=tuple(
            Warning(code, f"{count} {MESSAGES[code]}", number) for code, count in sorted(dropped.items()) if count
        ),
        notes=notes,
        turned=turned,
        pictured=_share_of_page(pictures, size),
    )


def main_turn(directions: Iterable[tuple[float, float]], level: int = 0) -> int:
    """Say how the text of a page runs, by the directions of its pieces as a viewer shows them, y growing downwards.

    level: how many more pieces run from left to right
    Returns 90 if most of it runs up, 270 if most of it runs down, else 0.
    """
    ways = Counter(
        "level" if abs(along) >= abs(across) else "up" if across < 0 else "down" for along, across in directions
    )
    most = (sum(ways.values()) + level) * MOSTLY
    return 90 if ways["up"] > most else 270 if ways["down"] > most else 0


def _turn(box: tuple[float, ...], size: tuple[float, float], turned: int) -> Box:
    """Turn a box of a page upright; `Page.shown` leads back."""
    x0, top, x1, bottom = box
    if turned == 90:
        return (size[1] - bottom, x0, size[1] - top, x1)
    return (top, size[0] - x1, bottom, size[0] - x0)


def is_slanting(along: float, across: float) -> bool:
    """Say whether text runs neither along nor across the page; given the first two parts of its matrix."""
    return min(abs(along), abs(across)) > SLANT * math.hypot(along, across)


def is_text_layer(unseen: int, seen: int, few: int, pictures: Iterable[Box], size: tuple[float, float]) -> bool:
    """Say whether the invisible text of a page is the text layer of a scan: nearly all, under a picture of the page.

    unseen, seen: how many pieces of text are invisible, and how many are not; few: how many of these a page number or
        stamp takes
    pictures: the boxes of the pictures on the page; size: width and height of the page in points
    """
    if not unseen or (seen > few and unseen < LAYER * (unseen + seen)):
        return False
    return max((_share_of_page((box,), size) for box in pictures), default=0.0) > LAYER / 2


def _share_of_page(boxes: Iterable[Box], size: tuple[float, float]) -> float:
    """Say how much of a page boxes cover, those that overlap counted each, 1 at most."""
    area = sum((box[2] - box[0]) * (box[3] - box[1]) for box in boxes)
    return min(1.0, area / (size[0] * size[1] or 1.0))


def lies_in(box: Box, area: Box) -> bool:
    """Say whether the middle of a box lies in an area."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return area[0] <= x <= area[2] and area[1] <= y <= area[3]


def _all_inside(chars: Sequence[Char], width: float, height: float) -> bool:
    """Say at once for all characters of a page, as on nearly every page it is so."""
    _, x0s, tops, x1s, bottoms, _ = zip(*chars, strict=True)
    if not math.isfinite(sum(x0s) + sum(tops) + sum(x1s) + sum(bottoms)):
        return False
    inside = min(x0s) > -1 and max(x0s) < width + 1 and min(tops) > -1 and max(tops) < height + 1
    return bool(inside and max(max(x1s), max(bottoms)) < FARTHEST)


def without_copies(chars: Iterable[Char], dropped: Counter[str]) -> list[Char]:
    """Leave out characters that are drawn again at the same place (fake bold); real doubles stand apart."""
    kept: list[Char] = []
    places: dict[tuple[str, int, int], list[Char]] = {}
    for char in chars:
        if not math.isfinite(char.x0 + char.top):
            kept.append(char)  # it stands nowhere; finish_page leaves it out
            continue
        near = COPY * max(char.x1 - char.x0, 1.0)
        column, row = int(char.x0 / 4), int(char.top / 4)
        twins = (
            other
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for other in places.get((char.text, x, y), ())
        )
        if any(abs(other.x0 - char.x0) < near and abs(other.top - char.top) < near for other in twins):
            dropped[COPIED] += 1
            continue
        places.setdefault((char.text, column, row), []).append(char)
        kept.append(char)
    return kept
