"""Lines outside of tables, put together into paragraphs (段落).

Comes in: lines in reading order. Goes out: a `Paragraph` each time the text begins anew. On a page that is told by
where lines end and begin; a text format says it itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from planparse.lexicon.furniture import is_foot
from planparse.lexicon.headers import read_header
from planparse.model.document import Line, Paragraph
from planparse.tables.lines import passage_of
from planparse.tables.numbering import BULLET, ITEM, SECTION, number_at

LABEL = re.compile(r"(?P<label>[^:：,，。；;()（）\[\]【】〔〕]{2,14})[:：]")
"""How a label line begins (责任单位：)."""
LABEL_IN_BRACKETS = re.compile(r"[【\[〔（(](?P<label>[^:：,，。；;()（）\[\]【】〔〕]{2,14})[】\]〕）)][:：]?")
"""【责任单位】市教育局."""

SAME_SIZE = 0.15
"""Of the height. Characters of one size differ by less, whatever their fonts; 三号 and 二号 differ by more."""

SHARED = 2
"""Further lines that must end where a line ends for it to show the edge of the text."""

STOPS = frozenset("。；;！？）)】〕]：:")
"""What a line ends with behind which a number opens a paragraph."""

LONGEST_BRACKET = 8
"""Lines of a bracket that assigns a task."""

HEAD = 0.3
"""Share of the paragraphs of a document in which words like those of a page's foot may stand above its text."""

EDGE = 6.0
"""Points. Lines of one text end within this, also where punctuation hangs or is squeezed."""


def paragraphs_of(lines: Sequence[Line], rows: Sequence[int] = ()) -> list[Paragraph]:
    """Put lines together into paragraphs.

    rows: for each line, how many rows of task tables stand before it; none if not given
    On a page, a line that reaches the right edge of its text goes on in the next, unless that is indented or of another
    size, or a table stands between. A text format says what is a paragraph; a line break within one counts only before
    a number or a label (责任单位：).
    """
    edges = _edges(lines)
    counts = rows or (0,) * len(lines)
    paragraphs: list[Paragraph] = []
    parts: list[Line] = []
    before = 0
    for line, count in zip(lines, counts, strict=True):
        if parts and (count != before or not _goes_on(parts, line, edges)):
            paragraphs.append(Paragraph(passage_of(parts), parts[0].style, before))
            parts = []
        parts.append(line)
        before = count
    return [*paragraphs, Paragraph(passage_of(parts), parts[0].style, before)] if parts else paragraphs


def without_foot(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Leave out the foot of a web page, which stands in its print and its copies too: links, the owner of the site.

    The same words may stand above the text (打印, 分享到); there they end nothing.
    """
    first = round(HEAD * len(paragraphs))
    last_item = max((place for place, each in enumerate(paragraphs) if _is_item(each)), default=-1)
    for place in range(max(first, last_item + 1), len(paragraphs)):
        if is_foot(paragraphs[place].text.text):
            return list(paragraphs[:place])
    return list(paragraphs)


def _is_item(paragraph: Paragraph) -> bool:
    """Say whether a paragraph is numbered as the text of a plan is; links have bullets at most."""
    number = number_at(paragraph.text.text)
    return number is not None and number.level < BULLET


def _edges(lines: Sequence[Line]) -> dict[int, tuple[float, float]]:
    """Find where the text of each page begins and ends: the outermost edges that some lines share.

    A page with too few lines to show it has the edges of the document; a line that reaches further than any other, in
    a box or a margin, shows nothing.
    """
    by_page: dict[int, list[Line]] = {}
    for line in lines:
        if line.chars[0].page > 0:
            by_page.setdefault(line.chars[0].page, []).append(line)
    every = [line for page in by_page.values() for line in page]
    left = _shared([-line.box[0] for line in every])
    right = _shared([line.box[2] for line in every])
    edges = {}
    for page, own in by_page.items():
        x0 = _shared([-line.box[0] for line in own]) or left
        x1 = _shared([line.box[2] for line in own]) or right
        edges[page] = (
            -x0 if x0 is not None else min(line.box[0] for line in own),
            x1 if x1 is not None else max(line.box[2] for line in own),
        )
    return edges


def _shared(ends: Sequence[float]) -> float | None:
    """Find the outermost of these that SHARED others are close to; None if there is none."""
    ordered = sorted(ends, reverse=True)
    for index in range(len(ordered) - SHARED):
        if ordered[index] - ordered[index + SHARED] <= EDGE:
            return ordered[index]
    return None


def _goes_on(parts: Sequence[Line], after: Line, edges: dict[int, tuple[float, float]]) -> bool:
    """Say whether a paragraph goes on from its lines so far to the next; edges: left and right of the text by page."""
    line = parts[-1]
    if line.chars[0].page <= 0:
        return line.chars[0].top == after.chars[0].top and not _begins_anew(after)
    if is_foot(after.text) or (not _has_open_bracket(parts) and _opens_paragraph(line, after)):
        return False
    width = size_of(line)
    if line.chars[0].page == after.chars[0].page and after.box[1] - line.box[3] > 2 * width:
        return False
    ends = line.box[2] < edges[line.chars[0].page][1] - 2 * width
    begins = after.box[0] > edges[after.chars[0].page][0] + 1.2 * width
    return not ends and not begins and same_size(line, after)


def _opens_paragraph(line: Line, after: Line) -> bool:
    """Say whether a line of a page opens a paragraph, though nothing but its words may show it: no indent, full lines.

    A label does, and so does a number behind a line that ends a sentence, a bracket or a list of units.
    """
    label = _label_of(after.text)
    if label:
        # A line may break within a label: 完成 / 时限：
        return len(label) > 2 or line.text[-1] in STOPS
    number = number_at(after.text)
    if number is None or number.level > ITEM:
        return False  # （1） and ① stand within sentences, too
    if line.text[-1] in STOPS:
        return True
    return bool(_label_of(line.text)) or (number.level <= SECTION and number_at(line.text) is not None)


def _has_open_bracket(parts: Sequence[Line]) -> bool:
    """Say whether a bracket is open behind these lines; within one, labels and numbers open nothing."""
    text = "".join(part.text for part in parts[-LONGEST_BRACKET:])
    return max(text.rfind("（"), text.rfind("(")) > max(text.rfind("）"), text.rfind(")"))


def _begins_anew(line: Line) -> bool:
    """Say whether a line behind a line break within a paragraph is one of its own: by its number or its label."""
    return number_at(line.text) is not None or bool(_label_of(line.text))


def _label_of(text: str) -> str:
    """Give the label that a line begins with, one of those that head columns, too; "" if it begins with none."""
    match = LABEL.match(text) or LABEL_IN_BRACKETS.match(text)
    return match["label"] if match is not None and read_header(match["label"]) is not None else ""


def running_heads(lines: Iterable[Line]) -> frozenset[str]:
    """Find texts that stand at the same height on three pages or more (页眉, 页脚)."""
    places = {(line.text, round(line.box[1] / 4), line.chars[0].page) for line in lines}
    counts = Counter((text, height) for text, height, _ in places)
    return frozenset(text for (text, _), pages in counts.items() if pages >= 3)


def same_size(line: Line, other: Line) -> bool:
    """Say whether two lines are set in characters of one size."""
    size = size_of(line)
    return abs(size_of(other) - size) < SAME_SIZE * size


def size_of(line: Line) -> float:
    """Give the size of a line's Chinese characters, which are as wide as they are high; Latin ones are not."""
    chinese = [char.x1 - char.x0 for char in line.chars if not char.text.isascii()]
    return max(chinese, default=line.chars[0].bottom - line.chars[0].top)
