r"""How a plan shows itself in a notebook: words in, HTML out that is calm and can do nothing (`_repr_html_`).

The page decides on colours and type, so that a table looks right on light and on dark ground; only the marks of roles
have a colour of their own. No script, link, class or id is ever written, only `style`, and every text of a document
goes through `inert`.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence

from planparse.model.evidence import Evidence

ROLE_MARKS = {
    "lead": ("#D55E00", "牵头"),
    "joint_lead": ("#F0A202", "分别牵头"),
    "responsible": ("#0072B2", "责任"),
    "cooperate": ("#56B4E9", "配合"),
    "participate": ("#009E73", "参与"),
    "guide": ("#CC79A7", "指导"),
    "supervise": ("#999999", "督导"),
}
"""Colour and word of each role, as the pictures of `outputs.figures` have them, after Okabe and Ito (2008). Their dark
grey for 督导 would be lost on a dark page; this one is seen on both."""

UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Categories of characters that are not seen and may act: controls, marks of writing direction, joiners, halves of
characters, separators of lines."""

LINE_ENDS = re.compile(r"\r\n|[\r\n\t]")

MATHEMATICS = re.compile(r"([$\\])")
r"""Characters that open a formula: notebooks set what stands between two $, or after \(, as mathematics."""

REPLACEMENT = "\ufffd"

TAG = re.compile("<[^>]*>")

SHORT = 8
"""Characters of a cell that stays in one line whatever it holds."""

CELL = "text-align:left;vertical-align:top"
WORDS = f"{CELL};white-space:normal;min-width:9em"
"""Notebooks set cells to the right and in one line; Chinese text then becomes a column of single characters."""


def inert(text: str) -> str:
    r"""Write a text of a document so that it is read and does nothing: no tag, no formula, no change of direction.

    It stands in a <bdi>, so that Arabic or Hebrew in it does not turn the words around it. What is not seen becomes
    U+FFFD, and an end of line a blank.

    >>> inert("<b>市审计局\u202e")
    '<bdi>&lt;b&gt;市审计局�</bdi>'
    >>> inert("约5$")
    '<bdi>约5<bdi>$</bdi></bdi>'
    """
    plain = LINE_ENDS.sub(" ", text)
    if not plain.isprintable():
        plain = "".join(REPLACEMENT if unicodedata.category(char) in UNSEEN else char for char in plain)
    safe = MATHEMATICS.sub(r"<bdi>\1</bdi>", html.escape(plain))
    return f"<bdi>{safe}</bdi>"


def shortened(text: str, length: int) -> str:
    """Cut a text to so many characters, with … where it goes on.

    >>> shortened("推进决策公开", 4)
    '推进决策…'
    """
    return text if len(text) <= length else text[:length] + "…"


def paragraph(shown: str, *, quiet: bool = False) -> str:
    """Give a line; a quiet one is paler than the rest."""
    return f"<p style='margin:0;text-align:left{';opacity:0.7' if quiet else ''}'>{shown}</p>"


def heading(shown: str) -> str:
    """Give the line that opens a plan or a task."""
    return paragraph(f"<b>{shown}</b>")


def mark(role: str) -> str:
    """Give the small square and the word of a role.

    >>> mark("lead")
    "<b style='color:#D55E00'>■</b> 牵头"
    """
    colour, word = ROLE_MARKS[role]
    return f"<b style='color:{colour}'>■</b> {word}"


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Give a table of cells that are HTML already; columns of short words stay in one line."""
    head = "".join(f"<th style='{CELL}'>{header}</th>" for header in headers)
    body = "".join("<tr>" + "".join(f"<td style='{_cell(cell)}'>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f"<table style='margin:0.6em 0;border-collapse:collapse'><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )


def places(evidence: Sequence[Evidence]) -> str:
    """Say where a value was read, each place in its own line."""
    return "".join(paragraph(place(spot)) for spot in evidence)


def place(spot: Evidence) -> str:
    """Say where one spot is: page and box, or paragraph, characters and line.

    >>> place(Evidence(2, (431.4, 197.19, 473.4, 206.82), "市住建局"))
    'p. 2, box 431.4 197.2 473.4 206.8'
    >>> place(Evidence(None, None, "市住建局", paragraph=12, start=4, end=8, line=31))
    'paragraph 12, characters 4–8, line 31'
    """
    parts = []
    if spot.page is not None:
        parts.append(f"p. {spot.page}")
    if spot.bbox is not None:
        parts.append("box " + " ".join(f"{edge:.1f}" for edge in spot.bbox))
    if spot.paragraph is not None:
        parts.append(f"paragraph {spot.paragraph}")
    if spot.start is not None and spot.end is not None:
        parts.append(f"characters {spot.start}–{spot.end}")
    if spot.line is not None:
        parts.append(f"line {spot.line}")
    return ", ".join(parts)


def first_place(evidence: Sequence[Evidence]) -> str:
    """Say in a word where a value begins: the page, or the paragraph.

    >>> first_place([Evidence(None, None, "市住建局", paragraph=12)])
    '¶ 12'
    """
    if not evidence:
        return ""
    spot = evidence[0]
    return f"p. {spot.page}" if spot.page is not None else f"¶ {spot.paragraph}" if spot.paragraph is not None else ""


def counted(number: int, thing: str) -> str:
    """Say how many.

    >>> counted(1, "task"), counted(400, "task")
    ('1 task', '400 tasks')
    """
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _cell(shown: str) -> str:
    return WORDS if len(TAG.sub("", shown)) > SHORT and "<bdi>" in shown else f"{CELL};white-space:nowrap"
