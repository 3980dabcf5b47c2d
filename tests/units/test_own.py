"""A user's own table: what is right is read, what is wrong is said with the file and the row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planparse.errors import UsageError
from planparse.units.own import check_links, check_period, read_own

HEADER = "region_code,full_name,short_names"
LINKS = f"{HEADER},successor,relation,effective"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a table, line by line, to units.csv."""

    def write_lines(*lines: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "units.csv"
        path.write_bytes("\n".join(lines).encode(encoding))
        return path

    return write_lines


def refused(path: Path) -> str:
    with pytest.raises(UsageError) as caught:
        read_own(path)
    return str(caught.value)


def test_the_three_needed_columns_are_enough(write: Write) -> None:
    (row,) = read_own(write(HEADER, "330500,湖州市数字经济局,数经局|数字局"))
    assert (row["region_code"], row["full_name"], row["short_names"]) == ("330500", "湖州市数字经济局", "数经局|数字局")
    assert (row["kind"], row["system"], row["valid_from"], row["valid_to"]) == ("government", "块", "", "")


def test_fields_are_read_without_the_blanks_around_them(write: Write) -> None:
    (row,) = read_own(write(HEADER, " 330500 , 湖州市数字经济局 , 数经局 "))
    assert (row["region_code"], row["full_name"], row["short_names"]) == ("330500", "湖州市数字经济局", "数经局")


def test_the_columns_may_stand_in_any_order(write: Write) -> None:
    (row,) = read_own(
        write("short_names,kind,full_name,region_code", "数投集团,enterprise,湖州市数投集团有限公司,330500")
    )
    assert (row["kind"], row["region_code"]) == ("enterprise", "330500")


def test_a_mark_of_byte_order_is_no_part_of_the_header(write: Write) -> None:
    assert len(read_own(write(HEADER, "330500,湖州市数字经济局,", encoding="utf-8-sig"))) == 1


def test_a_header_alone_is_a_table_without_units(write: Write) -> None:
    assert read_own(write(HEADER)) == []


def test_missing_fields_at_the_end_of_a_row_are_empty(write: Write) -> None:
    (row,) = read_own(write(f"{HEADER},valid_from", "330500,湖州市数字经济局"))
    assert row["valid_from"] == row["short_names"] == ""


def test_a_table_that_is_missing_is_named(tmp_path: Path) -> None:
    assert "units.csv" in refused(tmp_path / "units.csv")


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    assert str(tmp_path) in refused(tmp_path)


def test_an_empty_file_lacks_its_columns(write: Write) -> None:
    said = refused(write(""))
    assert "units.csv, row 1" in said
    assert "region_code" in said


def test_a_table_that_is_not_utf8_is_named(write: Write) -> None:
    said = refused(write(HEADER, "330500,湖州市数字经济局,", encoding="gb18030"))
    assert "units.csv" in said
    assert "cannot be read" in said


def test_a_missing_column_is_named_with_the_columns_there_are(write: Write) -> None:
    said = refused(write("region_code,full_name", "330500,湖州市数字经济局"))
    assert "row 1" in said
    assert "short_names" in said


def test_a_column_that_is_unknown_is_named(write: Write) -> None:
    said = refused(write(f"{HEADER},nickname", "330500,湖州市数字经济局,,小数"))
    assert "row 1" in said
    assert "nickname" in said


ROWS = [
    ("330500,湖州市数字经济局,数经局,块,更多", "more fields"),
    ("330500,,数经局", "full_name"),
    ("330500,  ,数经局", "full_name"),
]


@pytest.mark.parametrize(("line", "word"), ROWS)
def test_a_wrong_row_is_named_by_its_number(write: Write, line: str, word: str) -> None:
    said = refused(write(HEADER, "330500,湖州市财政局,", line))
    assert "units.csv, row 3" in said
    assert word in said


@pytest.mark.parametrize(
    ("columns", "fields", "word"),
    [
        ("kind", "bureau", "bureau"),
        ("kind", "政府", "政府"),
        ("system", "条块", "条块"),
        ("valid_from,valid_to", "2019,2018", "before it begins"),
        ("valid_from,valid_to", "2019-03,2019-02", "before it begins"),
        ("valid_from,valid_to", "2019-03,2018", "before it begins"),
        ("valid_from", "19", "no year"),
        ("valid_from", "2019-13", "no year"),
        ("valid_from", "2019-00", "no year"),
        ("valid_from", "2019-03-01", "no year"),
        ("valid_from", "2019-", "no year"),
        ("valid_to", "今年", "no year"),
    ],
)
def test_a_wrong_field_is_named_by_its_row(write: Write, columns: str, fields: str, word: str) -> None:
    said = refused(write(f"{HEADER},{columns}", f"330500,湖州市数字经济局,,{fields}"))
    assert "units.csv, row 2" in said
    assert word in said


@pytest.mark.parametrize("value", ["2019-3", "2019-003", "２０１９"])
def test_a_date_has_four_and_two_plain_digits(value: str) -> None:
    with pytest.raises(UsageError, match="no year"):
        check_period(value, "", "units.csv, row 2")


def test_a_blank_line_does_not_shift_the_numbers_of_the_rows(write: Write) -> None:
    assert "row 4" in refused(write(HEADER, "330500,湖州市财政局,", "", "330500,,数经局"))


@pytest.mark.parametrize(
    ("valid_from", "valid_to"),
    [
        ("", ""),
        ("2019", ""),
        ("", "2019-03"),
        ("2018", "2019"),
        ("2019", "2019-03"),
        ("2019-03", "2019"),
        ("2019", "2019"),
    ],
)
def test_a_period_may_be_open_and_of_mixed_precision(valid_from: str, valid_to: str) -> None:
    check_period(valid_from, valid_to, "units.csv, row 2")


@pytest.mark.parametrize(
    ("first", "second"),
    [(",", ","), ("2015,", ","), ("2015,2019", "2018,"), (",2019", "2018-06,"), ("2015,2019", "2016,2017")],
)
def test_one_unit_twice_at_one_time_is_refused(write: Write, first: str, second: str) -> None:
    header = f"{HEADER},valid_from,valid_to"
    said = refused(write(header, f"330500,湖州市水务局,,{first}", f"330500,湖州市水务局,,{second}"))
    assert "units.csv, row 3" in said
    assert "row 2" in said


def test_one_name_at_two_times_or_in_two_places_is_right(write: Write) -> None:
    header = f"{HEADER},valid_from,valid_to"
    lines = ("330500,湖州市水务局,,2001,2008", "330500,湖州市水务局,,2019,", "330503,湖州市水务局,,2019,")
    assert len(read_own(write(header, *lines))) == 3


@given(
    st.one_of(
        st.binary(max_size=80), st.text(max_size=60).map(lambda text: f"{HEADER}\n{text}".encode(errors="replace"))
    )
)
@settings(max_examples=150, deadline=None)
def test_any_file_is_a_table_or_wrong_usage(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "units.csv"
    path.write_bytes(content)
    try:
        rows = read_own(path)
    except UsageError as problem:
        assert "units.csv" in str(problem)
        return
    assert all(row["full_name"] for row in rows)


# --- links


def test_a_link_has_a_successor_a_relation_and_a_date(write: Write) -> None:
    (row,) = read_own(write(LINKS, "330500,湖州市数字经济局,,湖州市数据局,renamed,2024-01"))
    assert (row["successor"], row["relation"], row["effective"]) == ("湖州市数据局", "renamed", "2024-01")


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ("湖州市数据局,became,2024", "became"),
        ("湖州市数据局,,2024", "relation"),
        ("湖州市数据局,renamed,", "date"),
        ("湖州市数据局,renamed,soon", "soon"),
        ("湖州市数据局,abolished,2024", "abolished"),
        (",renamed,2024", "successor"),
    ],
)
def test_a_wrong_link_is_named_by_its_row(write: Write, fields: str, word: str) -> None:
    said = refused(write(LINKS, f"330500,湖州市数字经济局,,{fields}"))
    assert "units.csv, row 2" in said
    assert word in said


def test_an_abolished_unit_has_no_successor(write: Write) -> None:
    (row,) = read_own(write(LINKS, "330500,湖州市数字经济局,,,abolished,2024"))
    assert row["successor"] == ""


def test_a_circle_of_links_is_named_with_its_names(write: Write) -> None:
    said = refused(
        write(
            LINKS,
            "330500,湖州市水利局,,湖州市水务局,renamed,2019",
            "330500,湖州市水务局,,湖州市河湖局,renamed,2021",
            "330500,湖州市河湖局,,湖州市水利局,renamed,2023",
        )
    )
    assert "units.csv, row " in said
    assert "湖州市水利局 → 湖州市水务局 → 湖州市河湖局 → 湖州市水利局" in said


def test_a_unit_that_follows_itself_is_a_circle(write: Write) -> None:
    assert "circle" in refused(write(LINKS, "330500,湖州市水利局,,湖州市水利局,renamed,2019"))


def test_tasks_that_move_to_and_fro_are_no_circle(write: Write) -> None:
    lines = (
        "330500,湖州市水利局,,湖州市生态环境局,function_transferred,2019",
        "330500,湖州市生态环境局,,湖州市水利局,function_transferred,2021",
    )
    assert len(read_own(write(LINKS, *lines))) == 2


def test_two_ways_to_one_successor_are_no_circle() -> None:
    rows = [
        {"predecessor": "铁道部", "successor": "国家铁路局", "relation": "split_into"},
        {"predecessor": "铁道部", "successor": "中国铁路总公司", "relation": "split_into"},
        {"predecessor": "国家铁路局", "successor": "交通运输部", "relation": "merged_into"},
        {"predecessor": "中国铁路总公司", "successor": "交通运输部", "relation": "merged_into"},
    ]
    check_links(rows, "lineage.csv")


def test_the_row_of_a_wrong_link_counts_from_where_the_caller_says() -> None:
    rows = [{"predecessor": "湖州市水利局", "successor": "湖州市水务局", "relation": "became"}]
    with pytest.raises(UsageError) as caught:
        check_links(rows, "lineage.csv", range(17, 99))
    assert "lineage.csv, row 17" in str(caught.value)
