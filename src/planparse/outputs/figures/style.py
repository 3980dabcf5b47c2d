"""What all figures look like: colours, sizes of type, measures in inches."""

from __future__ import annotations

from planparse.model.plan import Role

STYLES = {
    Role.LEAD: ("#D55E00", "牵头 lead"),
    Role.JOINT_LEAD: ("#F0A202", "分别牵头 joint lead"),
    Role.RESPONSIBLE: ("#0072B2", "责任 responsible"),
    Role.COOPERATE: ("#56B4E9", "配合 cooperate"),
    Role.PARTICIPATE: ("#009E73", "参与 participate"),
    Role.GUIDE: ("#CC79A7", "指导 guide"),
    Role.SUPERVISE: ("#4D4D4D", "督导 supervise"),
}
"""Colour and legend of each role: the palette of Okabe and Ito (2008), which people of all kinds of colour
vision can tell apart; warm for those who lead, cool for those who carry out."""

WARM, COOL = "#D55E00", "#0072B2"
"""Of the same palette, where a figure tells only those who lead from the others."""

INK, GREY, HAIR, SHADE = "#222222", "#666666", "#DDDDDD", "#F3F3F3"

POINT = 1 / 72
"""One point in inches."""
LABEL, SMALL, TITLE = 9.0, 8.0, 14.0
"""Sizes of type, points."""
LEADING = 1.3
"""Height of a line, in sizes of its type."""

MARGIN, LEAST_WIDTH = 0.3, 7.0
CELL = 0.27
"""Side of a cell, inches: room for one line of the label beside it."""
LONGEST_UNIT = 22.0
"""Where names of units beside a row are cut, ems."""
ROWS_OF_A_COLUMN = 50
"""Rows below each other; figures of more units go on in a second column of the page."""


def shade(colour: str, share: float) -> str:
    """Mix a colour with white.

    share: of the colour, from 0 to 1

    >>> shade("#0072B2", 1.0), shade("#0072B2", 0.0)
    ('#0072b2', '#ffffff')
    """
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 + (part - 255) * share):02x}" for part in parts)


def line_height(size: float) -> float:
    """Give the height of a line in inches, for type of this size in points."""
    return size * LEADING * POINT
