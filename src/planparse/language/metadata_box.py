"""The box of labels that a portal puts beside a notice (发文字号：…, 发布日期：…), taken out of its lines.

Comes in: the lines of a document. Goes out: what the labels say, and the lines that are left. A label ends with a
colon; without one it counts if its value is of its kind: a number, a day, a body. In print and in tables the value may
stand on a line of its own, beside the label or below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from planparse.language.dates import find_day
from planparse.language.issuers import is_body
from planparse.language.references import parse_document_number
from planparse.language.titles import KIND, LONGEST_TITLE, SENTENCE, Placed
from planparse.lexicon.front_labels import PLAIN_WORD, Labelled, find_bare_labels, find_labels
from planparse.model.document import Passage

HEAD = 80
"""Lines of a document that may hold a box within the article; what follows is body text."""

SHORT = 40
"""Characters of the value of a label without a colon."""

NO_VALUE = frozenset({"", "无", "—", "-", "/", "暂无", "空"})
"""What a box says where a field has no value."""

DAYS = ("signed_date", "published_date")

Said = tuple[str, Passage]
"""A field of the metadata, and what the box says of it."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """Some lines: of a label and its value, or one of neither.

    sure: its labels are labels, whatever stands around them; None if it has none
    """

    lines: Sequence[Placed]
    said: tuple[Said, ...] = ()
    sure: bool | None = None


def take_box(lines: Sequence[Placed]) -> tuple[list[Said], list[Placed]]:
    """Take the lines of labels out of a document: what the labels say, and the lines that are left.

    Within the article they count only in its head. Labels that are not sure by themselves (时间：, and without a colon
    文号 or 来源) count beside those that are.
    """
    box: list[Said] = []
    rest: list[Placed] = []
    for plain, group in groupby(_entries(lines), key=lambda entry: entry.sure is None):
        entries = list(group)
        if not plain and any(entry.sure for entry in entries):
            box += [said for entry in entries for said in entry.said if said[1].text not in NO_VALUE]
        else:
            rest += [placed for entry in entries for placed in entry.lines]
    return box, rest


def fits(name: str, text: str) -> bool:
    """Say whether a text is, as a whole, a value of this field."""
    if text in NO_VALUE:
        return bool(text)
    if name in DAYS:
        return find_day(text[:12]) is not None and len(text) <= SHORT
    if name == "document_number":
        number = parse_document_number(text)
        return number is not None and len(text) <= len(number.text) + 4
    if name == "issuer":
        return all(map(is_body, text.split("、")))
    if name == "disclosure":
        return "公开" in text and len(text) <= 10
    is_title = KIND.search(text) is not None and 6 <= len(text) <= LONGEST_TITLE
    return is_title if name == "title" else len(text) <= SHORT and not is_title and not SENTENCE.search(text)


def _entries(lines: Sequence[Placed]) -> Iterator[_Entry]:
    place = 0
    body = False  # whether the article has had a sentence
    while place < len(lines):
        line, text = lines[place]
        entry = None
        if line.style.outside or place < HEAD:
            inside = body and not line.style.outside
            entry = _with_colon(lines, place, inside) or (None if inside else _without_colon(lines, place))
        if entry is None:
            entry = _Entry(lines[place : place + 1])
            body = body or (not line.style.outside and "。" in text.text)
        yield entry
        place += len(entry.lines)


def _with_colon(lines: Sequence[Placed], place: int, inside: bool) -> _Entry | None:
    """Read labels with colons; inside of a text, a plain word (时间：) labels something else."""
    text = lines[place][1]
    labels = list(find_labels(text.text))
    if not labels or (inside and len(labels[0].word) <= PLAIN_WORD):
        return None
    said = [(label.field, text[label.start : label.end]) for label in labels]
    taken = 1
    if labels[-1].start == labels[-1].end and place + 1 < len(lines):
        value = lines[place + 1][1]
        fitting = labels[-1].field != "other" and fits(labels[-1].field, value.text)
        if not _is_label(value.text) and (fitting or _stands_beside(lines[place], lines[place + 1])):
            said.append((labels[-1].field, value))
            taken = 2
    # 时间：2023年3月12日 by itself may be the day of what is planned.
    alone = len(labels) == 1 and labels[0].field in DAYS and len(labels[0].word) <= PLAIN_WORD
    return _Entry(lines[place : place + taken], _known(said), lines[place][0].style.outside or not alone)


def _without_colon(lines: Sequence[Placed], place: int) -> _Entry | None:
    """Read labels without colons, whose values are of their kind."""
    text = lines[place][1]
    labels = list(find_bare_labels(text.text))
    if not labels:
        return None
    if labels[0].end < len(text.text) or labels[0].start < labels[0].end:
        fitting = [label for label in labels if fits(label.field, text.text[label.start : label.end])]
        unknown_first = labels[0].start > len(labels[0].word) + 1
        if labels[0] not in fitting or len(fitting) <= unknown_first:
            return None
        said = [(label.field, text[label.start : label.end]) for label in fitting]
        return _Entry(lines[place : place + 1], _known(said), any(map(_is_sure, fitting)))
    value = lines[place + 1][1] if place + 1 < len(lines) else Passage()
    if _is_label(value.text) or not fits(labels[0].field, value.text):
        return _Entry(lines[place : place + 1], (), False)
    return _Entry(lines[place : place + 2], _known([(labels[0].field, value)]), _is_sure(labels[0]))


def _is_sure(label: Labelled) -> bool:
    return label.field != "other" and len(label.word) > PLAIN_WORD


def _is_label(text: str) -> bool:
    return any(True for _ in find_labels(text)) or any(label.start == len(text) for label in find_bare_labels(text))


def _known(said: Sequence[Said]) -> tuple[Said, ...]:
    return tuple(each for each in said if each[0] != "other" and each[1])


def _stands_beside(label: Placed, value: Placed) -> bool:
    """Say whether, on a page, a value stands at the height of its label, to the right."""
    left, right = label[0], value[0]
    return (
        right.chars[0].page == left.chars[0].page > 0
        and right.box[0] >= left.box[2]
        and right.box[1] < left.chars[-1].middle < right.box[3]
    )
