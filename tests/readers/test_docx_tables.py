"""Cells stand where Word shows them, and a table that only arranges others is none."""

from __future__ import annotations

from worddocs import cells, codes, grids, p, read, tbl, tc, tr, words


def test_each_paragraph_of_a_cell_is_a_line() -> None:
    (grid,) = grids(read(tbl(tr(tc(p("市审计局") + p("") + p("市财政局")), "牵头"))))
    assert cells(grid) == [(0, 0, 1, 1, ["市审计局", "市财政局"]), (0, 1, 1, 1, ["牵头"])]


def test_merged_cells_have_their_spans() -> None:
    start, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    (grid,) = grids(
        read(
            tbl(
                tr(tc("政务公开任务分解表", '<w:gridSpan w:val="3"/>')),
                tr(tc("一、决策公开", start), "公开目录", "市司法局"),
                tr(tc("", on), "公开草案", "市审计局"),
                tr(tc("二、执行公开", start), tc("公开进展", '<w:gridSpan w:val="2"/>')),
            )
        )
    )
    assert [cell[:4] for cell in cells(grid)] == [
        (0, 0, 1, 3),
        (1, 0, 2, 1),
        (1, 1, 1, 1),
        (1, 2, 1, 1),
        (2, 1, 1, 1),
        (2, 2, 1, 1),
        (3, 0, 1, 1),
        (3, 1, 1, 2),
    ]


def test_a_cell_goes_on_only_below_one_in_its_column() -> None:
    (grid,) = grids(read(tbl(tr("任务", "责任单位"), tr(tc("公开", "<w:vMerge/>"), "市审计局"))))
    assert cells(grid)[2] == (1, 0, 1, 1, ["公开"])


def test_text_under_a_merged_cell_is_left_out_with_a_warning() -> None:
    text = read(tbl(tr(tc("目标", '<w:vMerge w:val="restart"/>'), "甲"), tr(tc("看不见", "<w:vMerge/>"), "乙")))
    assert cells(grids(text)[0])[0] == (0, 0, 2, 1, ["目标"])
    assert codes(text) == ["hidden_text"]


def test_cells_merged_across_in_the_old_way_have_their_spans() -> None:
    first, on = '<w:hMerge w:val="restart"/>', '<w:hMerge w:val="continue"/>'
    (grid,) = grids(read(tbl(tr(tc("任务", first), tc("", on), "单位"), tr("公开", "解读", "市审计局"))))
    assert cells(grid)[0] == (0, 0, 1, 2, ["任务"])


def test_a_row_may_begin_behind_the_first_column() -> None:
    (grid,) = grids(
        read(
            tbl(tr("任务", "责任单位"), tr("市审计局", properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="0"/>'))
        )
    )
    assert cells(grid)[2:] == [(1, 0, 1, 1, []), (1, 1, 1, 1, ["市审计局"])]


def test_columns_that_no_cell_begins_at_are_none() -> None:
    wide = '<w:gridSpan w:val="30"/>'
    (grid,) = grids(read(tbl(tr(tc("任务", wide), "责任单位"), tr(tc("公开", wide), "市审计局"))))
    assert grid.columns == (0.0, 100.0, 200.0)


def test_a_span_beyond_all_tables_is_cut_with_a_warning() -> None:
    text = read(tbl(tr(tc("任务", '<w:gridSpan w:val="999999999"/>'), "责任单位")))
    assert codes(text) == ["clipped_span"]
    assert len(grids(text)[0].columns) == 3


def test_deleted_rows_are_left_out_and_wrapped_ones_are_read() -> None:
    wrapped = f"<w:sdt><w:sdtContent>{tr('解读', '市财政局')}</w:sdtContent></w:sdt>"
    text = read(tbl(tr("公开", "市审计局"), tr("撤销", "市工商局", properties="<w:del/>"), wrapped))
    assert [cell[4] for cell in cells(grids(text)[0])] == [["公开"], ["市审计局"], ["解读"], ["市财政局"]]
    assert codes(text) == ["tracked_changes"]


INNER = tbl(tr("任务", "责任单位"), tr("公开", "市审计局"))


def test_a_table_that_only_frames_another_gives_the_other() -> None:
    text = read(tbl(tr(tc(p("附件") + INNER + p("注")))))
    assert words(text) == ["附件", "表", "注"]
    assert len(grids(text)[0].cells) == 4


def test_a_table_alone_in_a_cell_is_a_grid_of_its_own() -> None:
    outer, inner = grids(read(tbl(tr("名称", "内容"), tr("清单", tc(INNER + p(""))))))
    assert [cell[4] for cell in cells(outer)] == [["名称"], ["内容"], ["清单"], []]
    assert [cell[4] for cell in cells(inner)] == [["任务"], ["责任单位"], ["公开"], ["市审计局"]]


def test_a_table_among_the_text_of_a_cell_gives_lines() -> None:
    text = "各部门按照下列分工抓好落实工作："
    (grid,) = grids(read(tbl(tr("名称", "内容"), tr("清单", tc(p(text) + INNER)))))
    assert cells(grid)[3][4] == [text, "任务", "责任单位", "公开", "市审计局"]


def test_an_empty_table_is_nothing() -> None:
    assert read(p("市审计局") + tbl(tr("", "")) + p("牵头")).parts[0::2] != ()
    assert words(read(p("市审计局") + tbl(tr("", "")) + p("牵头"))) == ["市审计局", "牵头"]
