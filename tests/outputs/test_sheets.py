import zipfile
from datetime import UTC, date, datetime
from math import inf, nan

import openpyxl
import pandas as pd
import pytest

from planparse.errors import OutputError
from planparse.outputs import sheets
from planparse.outputs.sheets import CELL, CUT, Sheet, SheetNotes, write_xlsx


def one(value, tmp_path):
    """The one cell of a workbook, as openpyxl reads it."""
    write_xlsx({"任务": Sheet(("内容",), [{"内容": value}])}, tmp_path / "a.xlsx")
    return openpyxl.load_workbook(tmp_path / "a.xlsx")["任务"]["A2"]


def test_each_table_is_a_sheet_with_its_header_frozen_and_filtered(tmp_path):
    rows = [{"unit": "市审计局", "page": 1}, {"unit": "市财政局"}]
    write_xlsx({"牵头": Sheet(("unit", "page"), rows), "配合": Sheet(("unit",), [])}, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["牵头", "配合"]
    lead = book["牵头"]
    assert [[cell.value for cell in row] for row in lead] == [["unit", "page"], ["市审计局", 1], ["市财政局", None]]
    assert (lead.freeze_panes, lead.auto_filter.ref, lead["A1"].font.bold) == ("A2", "A1:B3", True)
    assert [cell.value for cell in book["配合"][1]] == ["unit"]


@pytest.mark.parametrize(
    "text", ["=1+1", "@SUM(A1)", "＝1+1", "http://example.org", "mailto:a@b", "0012", "1e5", "_x0041_", "{=1}"]
)
def test_text_is_text_and_never_a_formula_a_link_or_a_number(text, tmp_path):
    cell = one(text, tmp_path)
    assert cell.data_type in ("s", "inlineStr")
    assert cell.hyperlink is None
    assert pd.read_excel(tmp_path / "a.xlsx", dtype=str)["内容"][0].replace("_x005F", "") == text


def test_text_that_xlsxwriter_takes_for_its_own_markup_is_text(tmp_path):
    # It would write <r>…</r> as it stands: a broken file, or text that nobody sees.
    assert one("<r></sheetData></r>", tmp_path).value == "＜r></sheetData></r>"


def test_characters_that_excel_cannot_hold_are_replaced_and_counted(tmp_path):
    table = Sheet(("内容",), [{"内容": "市\x00审\x0b计\ud800局\ufffe"}])
    assert write_xlsx({"任务": table}, tmp_path / "a.xlsx") == SheetNotes(replaced=4)
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["任务"]["A2"].value == "市\ufffd审\ufffd计\ufffd局\ufffd"


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (7, 7),
        (0.25, 0.25),
        (True, True),
        (date(2017, 5, 28), datetime(2017, 5, 28)),
        (datetime(2017, 5, 28, 9, 30), datetime(2017, 5, 28, 9, 30)),
        (pd.Timestamp("2017-05-28"), datetime(2017, 5, 28)),
        (date(1899, 12, 31), "1899-12-31"),
        (datetime(2017, 5, 28, tzinfo=UTC), "2017-05-28T00:00:00+00:00"),
        (["市审计局", "市财政局"], "市审计局、市财政局"),
        ((), ""),
        ({"页": [1, 2]}, '{"页": [1, 2]}'),
        ([[1], [2]], "[[1], [2]]"),
        (320500199001011234, "320500199001011234"),
        (inf, "inf"),
        (nan, None),
        (None, None),
        (pd.NaT, None),
        (pd.NA, None),
    ],
)
def test_values_stay_what_they_are(value, read, tmp_path):
    found = one(value, tmp_path).value
    assert (found or "") == (read or "")
    assert type(found) is type(read) or not read


def test_days_are_shown_as_days(tmp_path):
    assert one(date(2017, 5, 28), tmp_path).number_format == "yyyy-mm-dd"


@pytest.mark.parametrize("char", ["审", "𠮷"])
def test_text_longer_than_a_cell_is_cut_where_it_can_be_seen(char, tmp_path):
    long = char * (CELL + 1)
    notes = write_xlsx({"任务": Sheet(("内容",), [{"内容": long}, {"内容": char}])}, tmp_path / "a.xlsx")
    assert notes == SheetNotes(cut=1)
    found = openpyxl.load_workbook(tmp_path / "a.xlsx")["任务"]["A2"].value
    assert found.endswith(char + CUT)
    assert CELL - 1 <= len(found.encode("utf-16-le")) // 2 <= CELL


def test_text_that_just_fits_is_whole(tmp_path):
    assert one("审" * CELL, tmp_path).value == "审" * CELL


def test_columns_are_as_wide_as_their_text_where_chinese_is_two_wide(tmp_path):
    row = {"a": "市审计局和市财政局", "b": "x", "c": "长" * 500}
    write_xlsx({"任务": Sheet(("a", "b", "c"), [row])}, tmp_path / "a.xlsx")
    widths = openpyxl.load_workbook(tmp_path / "a.xlsx")["任务"].column_dimensions
    assert 18 <= widths["A"].width <= 21
    assert widths["B"].width < 8
    assert widths["C"].width <= 63


def test_more_rows_than_excel_has_are_refused_with_another_format(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "ROWS", 3)
    write_xlsx({"任务": Sheet(("n",), [{"n": 1}] * 2)}, tmp_path / "a.xlsx")
    before = (tmp_path / "a.xlsx").read_bytes()
    with pytest.raises(OutputError, match=r"sheet 任务: Excel has 3 rows at most\. Try: write \.parquet"):
        write_xlsx({"任务": Sheet(("n",), [{"n": 1}] * 3)}, tmp_path / "a.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == before


@pytest.mark.parametrize("name", ["a/b", "市" * 32, "a:b"])
def test_name_that_no_sheet_can_have_is_an_output_error(name, tmp_path):
    with pytest.raises(OutputError, match="no such sheet"):
        write_xlsx({name: Sheet(("n",), [])}, tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_same_tables_give_the_same_bytes(tmp_path):
    table = Sheet(("unit", "day"), [{"unit": "市审计局", "day": date(2017, 5, 28)}] * 3)
    for name in ("a.xlsx", "b.xlsx"):
        write_xlsx({"牵头": table}, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        assert b"2000-01-01" in book.read("docProps/core.xml")
