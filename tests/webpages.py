"""Web pages for tests, and what `read_html` makes of them: words, cells, styles."""

from __future__ import annotations

from planparse.model.document import Grid
from planparse.readers.html import read_html

TITLE = "云泽市2031年政务公开工作要点"
TASK = "<p>（一）按月公开财政收支情况，完善工作机制，提升服务水平。责任单位：市财政局、市审计局</p>"
HEAD = f'<!DOCTYPE html><meta charset="utf-8"><title>{TITLE}_云泽市人民政府</title>'


def read(html):
    return read_html(html.encode() if isinstance(html, str) else html, "页面.html")


def words(line):
    return "".join(char.text for char in line.chars)


def lines(html):
    return [words(part) for part in read(html).parts if not isinstance(part, Grid)]


def inside(html):
    return [words(part) for part in read(html).parts if not isinstance(part, Grid) and not part.style.outside]


def outside(html):
    return [words(part) for part in read(html).parts if not isinstance(part, Grid) and part.style.outside]


def style(html):
    return read(html).parts[0].style


def grid(html):
    (only,) = [part for part in read(html).parts if isinstance(part, Grid)]
    return only


def cells(html):
    return {
        (cell.row, cell.column, cell.row_span, cell.column_span): "/".join(words(line) for line in cell.lines)
        for cell in grid(html).cells
    }
