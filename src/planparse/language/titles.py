"""The title of a document (标题), found among its first lines.

Comes in: lines in reading order. Goes out: the lines that together name a kind of document (…的通知, …工作要点). What
stands in a title and what does not is told by words; where it begins and ends, by how its lines are set.
Source: GB/T 9704-2012, 7.3.1 标题.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from planparse.language.issuers import is_body
from planparse.language.references import parse_document_number
from planparse.model.document import PLAIN, Line, Passage
from planparse.tables.lines import passage_of
from planparse.tables.numbering import number_at
from planparse.tables.paragraphs import same_size, size_of

KIND = re.compile(
    r"(通知|意见|方案|要点|计划|规划|办法|规定|决定|通报|公告|通告|批复|函|纪要|分工|安排|报告|预案|清单|任务书|分解表|措施|举措|纲要|细则"
    r"|条例|预算|决算|分解)([(（][^()（）]{1,20}[)）])?$"
)
CARRIER = re.compile(r"(通知|意见|决定|通报|公告|通告|批复|函)([(（][^()（）]{1,20}[)）])?$")
"""What a document is that brings another (关于印发…的通知)."""
LETTERHEAD = re.compile(r"(文件|办公室文件|公报)$")
ABOUT = re.compile(r"关于|转发|印发")
BRINGS = re.compile(r"印发|转发|下发")
SENTENCE = re.compile(r"[。；;！!]|[:：]$|[>＞»\\\\]")
"""What no title has; the signs at the end are of the way to a page (首页 > 政务公开)."""
NO_WORDS = re.compile(r"[\dA-Za-z/._\-]*|.{0,4}\d{4}年\d{1,2}月\d{1,2}日")
"""A line that is an index number or a day."""
ASIDE = re.compile(r"[(（][^()（）]*(公开|发布|印发|通过|修订|修正|日)[^()（）]*[)）]")
"""A line in brackets that says what became of the document: （此件公开发布）, （2023年3月5日市政府常务会议通过）."""

VERSION = re.compile(r"[(（][^()（）]*(年|试行|暂行|稿|草案|版)")
"""What a bracket says that belongs to a title: （2023—2025年）, （试行）, （征求意见稿）."""

LARGER = 1.1
"""Times the usual size of characters; a line set larger than this is set apart."""

LONGEST_TITLE = 120
"""Characters."""

SHORTEST_TITLE = 6
"""Characters."""

SHORTEST_PART = 4
"""Characters of a line of a title, unless it ends it (的通知)."""

MOST_LINES = 6
"""Lines of a title."""

Placed = tuple[Line, Passage]
"""A line and its text."""


def find_title(lines: Sequence[Placed]) -> tuple[Placed, ...]:
    """Find the lines of the title: the first that are set alike and together name a kind of document."""
    block: list[Placed] = []
    found: tuple[Placed, ...] = ()
    for line, text in lines:
        if block and not _same_block(block[-1][0], line):
            block = []
        if not _may_stand_in_title(text.text) or (len(text.text) < SHORTEST_PART and not _ends_title(block, line)):
            block = []  # the short one is a piece of a label, broken in its narrow column
        elif block and text.text.startswith(block[-1][1].text):
            block = [(line, text)]  # the issuer by itself, and again at the start of the title
        else:
            block.append((line, text))
        if found and (len(block) <= len(found) or not _goes_on(found, text)):
            return found
        if block and _ends_title(block):
            found = tuple(block)
    return found


def title_of_file(title: str | None, lines: Sequence[Placed]) -> Passage:
    """Find the title that the file gives of itself in its text; else a first line that is set apart."""
    plain = "".join((title or "").split())
    usual = median([size_of(line) for line, _ in lines]) if lines else 0.0
    for place, (line, text) in enumerate(lines[:8]):
        apart = line.style.align == "center" or line.style.heading == 1 or size_of(line) > LARGER * usual
        apart = apart or (place == 0 and _is_centred(line, [each for each, _ in lines]))
        is_head = apart and not SENTENCE.search(text.text) and number_at(text.text) is None
        is_head = is_head and not NO_WORDS.fullmatch(text.text)
        if SHORTEST_TITLE <= len(text.text) <= 60 and (text.text in plain or is_head):
            return text
    return Passage()


def text_of(lines: Sequence[Placed]) -> Passage:
    """Join the lines of a title."""
    return passage_of([line for line, _ in lines])


def _may_stand_in_title(text: str) -> bool:
    if len(text) > LONGEST_TITLE or (len(text) < 24 and parse_document_number(text) is not None):
        return False
    other = LETTERHEAD.search(text) or SENTENCE.search(text) or NO_WORDS.fullmatch(text) or ASIDE.fullmatch(text)
    return not other and number_at(text) is None


def _ends_title(block: Sequence[Placed], *more: Line) -> bool:
    """Say whether these lines are a whole title."""
    text = passage_of([*(line for line, _ in block), *more]).text
    whole = SHORTEST_TITLE <= len(text) <= LONGEST_TITLE and len(block) + len(more) <= MOST_LINES
    return whole and KIND.search(text) is not None


def _goes_on(found: Sequence[Placed], text: Passage) -> bool:
    """Say whether a title goes on behind lines that are one already.

    关于印发…三年行动计划 wants its 的通知; a bracket behind a title belongs to it (（2023—2025年）, （试行）).
    """
    whole = text_of(found).text
    return VERSION.match(text.text) is not None or (BRINGS.search(whole) is not None and CARRIER.search(whole) is None)


def _is_centred(line: Line, lines: Sequence[Line]) -> bool:
    """Say whether a line of a page stands in the middle of its text, with room on both sides."""
    page = line.chars[0].page
    boxes = [other.box for other in lines if other.chars[0].page == page]
    room_left = line.box[0] - min(box[0] for box in boxes)
    room_right = max(box[2] for box in boxes) - line.box[2]
    return page > 0 and min(room_left, room_right) > 3 * size_of(line) > 3 * abs(room_left - room_right)


def _same_block(above: Line, below: Line) -> bool:
    """Say whether two lines are set alike and close: parts of one title."""
    if above.chars[0].page <= 0:
        if above.style == PLAIN:  # a text without styles: only its words say that a title goes on
            return len(above.text) < 60 and (ABOUT.search(above.text) is not None or is_body(above.text))
        return replace(above.style, lead=0) == replace(below.style, lead=0)
    height = above.chars[0].bottom - above.chars[0].top
    return (
        above.chars[0].page == below.chars[0].page
        and same_size(above, below)
        and below.box[1] - above.box[3] < 1.5 * height
    )
