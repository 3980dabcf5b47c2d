"""Word documents are read as Word shows them, in the order of their body."""

from __future__ import annotations

from pathlib import Path

from planparse.model.document import Line
from planparse.readers import docx
from planparse.readers.docx import read_docx
from worddocs import cells, codes, grids, only_line, p, r, read, tbl, tc, tr, words


def test_parts_come_in_the_order_of_the_body() -> None:
    text = read(p("一、总体要求") + tbl(tr("任务", "责任单位")) + p("") + p("二、组织实施"))
    assert words(text) == ["一、总体要求", "表", "二、组织实施"]
    assert [part.chars[0].top for part in text.parts if isinstance(part, Line)] == [1, 4]
    assert grids(text)[0].box[1::2] == (2.0, 4.0)
    assert text.title is None and text.warnings == ()


def test_paragraphs_with_a_deleted_end_run_together() -> None:
    text = read(p("市审计局", "<w:rPr><w:del/></w:rPr>") + p("牵头落实", '<w:jc w:val="center"/>'))
    assert words(text) == ["市审计局牵头落实"]
    assert only_line(text).style.align == "center"


def test_notes_and_comments_are_left_out_with_a_warning() -> None:
    text = read(p(r("市审计局") + '<w:r><w:footnoteReference w:id="2"/></w:r>'))
    assert (words(text), codes(text)) == (["市审计局"], ["notes_left_out"])


def test_a_file_inside_the_text_is_left_out_with_a_warning() -> None:
    assert codes(read(p("市审计局") + '<w:altChunk w:id="rId3"/>')) == ["unread_part"]


BOX = "<w:txbxContent>{}</w:txbxContent>"
TWICE = (
    f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing></mc:Choice>"
    f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
)


def test_text_boxes_come_once_and_behind_the_paragraph_that_holds_them() -> None:
    inside = p("附件") + tbl(tr("任务", "责任单位"))
    body = p(r("市") + f"<w:r>{TWICE.format(inside, inside)}</w:r>" + r("审计局"))
    assert words(read(body + p("牵头"))) == ["市审计局", "附件", "表", "牵头"]


def test_a_text_box_in_a_cell_goes_into_the_cell() -> None:
    box = f"<w:r>{TWICE.format(p('市财政局'), '')}</w:r>"
    (grid,) = grids(read(tbl(tr(tc(p(r("市审计局") + box)), "牵头"))))
    assert cells(grid)[0] == (0, 0, 1, 1, ["市审计局", "市财政局"])


def test_the_title_in_the_properties_is_not_believed() -> None:
    core = '<c:p xmlns:c="urn:c" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>旧文件</dc:title></c:p>'
    assert read(p("市审计局"), "", "", ("docProps/core.xml", core)).title is None


def test_tables_deep_in_each_other_are_put_on_one_level() -> None:
    row = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>市审计局</w:t></w:r></w:p>"
    text = read(row * 500 + "</w:tc></w:tr></w:tbl>" * 500)
    assert words(text) == ["市审计局"] * 500
    assert codes(text) == ["deep_nesting"]


def test_text_boxes_deep_in_each_other_are_left_out_with_a_warning() -> None:
    start, end = "<w:p><w:r><w:t>市审计局</w:t><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>"
    text = read(start * 300 + end * 300)
    assert words(text) == ["市审计局"] * (docx.DEEPEST + 1)
    assert codes(text) == ["deep_nesting"]


def test_a_plan_of_a_city_is_read_whole(shared: Path) -> None:
    text = read_docx((shared / "seed" / "plan.docx").read_bytes(), "plan.docx")
    (grid,) = grids(text)
    assert (len(grid.rows), len(grid.columns), text.warnings) == (40, 5, ())
    assert words(text)[1] == "苏府办〔2017〕141号"
    assert cells(grid)[4] == (1, 0, 8, 1, ["一、以政务公开助力经济平稳健康发展"])


def test_real_files_are_read_without_warnings(shared: Path) -> None:
    found = {path.name: read_docx(path.read_bytes(), path.name) for path in (shared / "real").glob("*.docx")}
    assert found and not any(text.warnings for text in found.values())
    assert sum(len(grids(text)) for text in found.values()) >= 3
