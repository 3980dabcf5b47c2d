"""The labels of a page and the values beside them: its metadata box (索引号、发文字号、发布日期).

In go the paragraphs of a page, or the cells of a table; out come paragraphs in which each label stands before its
value (发文机关：云泽市人民政府), and the word which of them are such a box. Portals make it of tables, lists, or bare
spans; whoever reads the page after us sees one kind of line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from planparse.readers.html_blocks import Block, Cell, Outline, Paragraph
from planparse.readers.html_marks import labels

LONGEST_LABEL = 12
"""Characters of a label such as 发文机关： that we do not know by name."""

LONGEST_VALUE = 300
"""Characters of the value beside a label; 标题 can be long."""

VALUE_LINES = 3
"""Paragraphs of such a value: issuers that stand below each other."""

LABELS = re.compile("([^\\s：:]{2,8})[：:]")


def is_known_label(text: str) -> bool:
    """True for 索 引 号： and 【发布日期】."""
    return len(text) <= 2 * LONGEST_LABEL and "".join(text.split()).rstrip("：:").strip("【】[]〔〕") in labels()


def begins_with_label(text: str) -> bool:
    """True for 索 引 号：000014349/2018-00228."""
    label, colon, _ = text[: 2 * LONGEST_LABEL + 1].replace("：", ":").partition(":")
    return bool(colon) and is_known_label(label)


def text_of(cell: Cell) -> str:
    """The text of a cell of one paragraph; blank for others."""
    only = cell.blocks[0] if len(cell.blocks) == 1 else None
    return only.text if isinstance(only, Paragraph) else ""


def pairs_of(cells: Iterable[Cell]) -> list[Block]:
    """What stands in cells side by side; a label and the value right of it become one paragraph."""
    blocks: list[Block] = []
    label: Cell | None = None
    for cell in cells:
        if label is not None:
            if not _is_label(cell) and _is_value(cell):
                blocks += pair(label.blocks, cell.blocks)
                label = None
                continue
            blocks += pair(label.blocks, [])
            label = None
        if _is_label(cell):
            label = cell
        else:
            blocks += cell.blocks
    return blocks + (pair(label.blocks, []) if label is not None else [])


def pair(label: list[Block], value: list[Block]) -> list[Block]:
    """One paragraph of a label and its value."""
    name = label[0]
    if not isinstance(name, Paragraph):
        return [*label, *value]
    values = [each for each in value if isinstance(each, Paragraph)]
    colon = "：" if values and not _ends_with_colon(name.text) else ""
    return [
        Paragraph(
            name.text + colon + " ".join(each.text for each in values),
            name.owner,
            replace(name.style, bold=False, heading=None),
            name.marks + len(colon) + sum(each.marks for each in values),
            name.linked + sum(each.linked for each in values),
            boxed=is_known_label(name.text),
        )
    ]


def labels_joined(blocks: Iterable[Block], outline: Outline) -> list[Block]:
    """The blocks of a page, known labels joined with their values, and lines of the metadata box marked."""
    joined = list(_join(blocks, outline))
    _mark_box(joined)
    return joined


def _is_label(cell: Cell) -> bool:
    text = text_of(cell)
    return bool(text) and cell.marks <= LONGEST_LABEL and (_ends_with_colon(text) or is_known_label(text))


def _is_value(cell: Cell) -> bool:
    return (
        cell.marks <= LONGEST_VALUE
        and len(cell.blocks) <= VALUE_LINES
        and all(isinstance(each, Paragraph) for each in cell.blocks)
    )


def _ends_with_colon(text: str) -> bool:
    return text.rstrip().endswith(("：", ":"))


def _join(blocks: Iterable[Block], outline: Outline) -> Iterator[Block]:
    """Join a known label and the value that stands beside it in a block of its own (`dt` and `dd`, two `div`)."""
    label: Paragraph | None = None
    for block in blocks:
        if label is not None:
            if isinstance(block, Paragraph) and _is_beside(label, block, outline):
                yield from pair([label], [block])
                label = None
                continue
            yield label
            label = None
        if isinstance(block, Paragraph) and not block.boxed and is_known_label(block.text):
            label = block
        else:
            yield block
    if label is not None:
        yield label


def _is_beside(label: Paragraph, value: Paragraph, outline: Outline) -> bool:
    """True if two paragraphs are the parts of one entry: blocks side by side, or one in the other."""
    if value.boxed or value.marks > LONGEST_VALUE or is_known_label(value.text) or begins_with_label(value.text):
        return False
    first, second = outline.block_of(label.owner), outline.block_of(value.owner)
    if first == second or outline.tags[first] == "p" or "。" in value.text:
        return False  # in running text, 来源： may end one paragraph, and mean nothing for the next
    return outline.parent[second] in (first, outline.parent[first])


def _mark_box(blocks: list[Block]) -> None:
    """Mark lines that follow each other and all begin with a known label: a metadata box made of spans or items."""
    run: list[Paragraph] = []
    for block in [*blocks, None]:
        if (
            isinstance(block, Paragraph)
            and block.marks <= LONGEST_VALUE
            and (block.boxed or begins_with_label(block.text))
        ):
            run.append(block)
            block.boxed = block.boxed or sum(map(is_known_label, LABELS.findall(block.text))) > 1
            continue
        if len(run) > 1:
            for each in run:
                each.boxed = True
        run = []
