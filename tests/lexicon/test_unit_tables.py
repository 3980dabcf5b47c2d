"""The shape of the tables behind the unit registry: columns, sources, dates, words from closed lists, order."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from importlib import resources
from itertools import pairwise

import pytest

from planparse.lexicon.load import read_csv
from planparse.model.unit import Relation
from planparse.units.own import SYSTEMS, UNIT_KINDS, check_period

COLUMNS = {
    "bodies": "full_name,short_names,levels,family,kind,system,valid_from,valid_to,source",
    "local_bodies": "region_code,full_name,short_names,family,kind,system,valid_from,valid_to,certainty,source",
    "state_bodies": "full_name,short_names,kind,system,valid_from,valid_to,source",
    "zones": "code,zone,short_names,committee,level,valid_from,valid_to,source",
    "regions_past": "code,name,valid_from,valid_to,source",
    "regions_since": "code,name,valid_from,source",
    "region_changes": "old_code,old_name,new_code,new_name,relation,effective,note,source",
    "lineage": "place,levels,predecessor,successor,relation,effective,certainty,note,source",
    "corps": "code,name,short_names,level,kind,valid_from,valid_to,source",
    "peoples": "name,source",
    "place_short_names": "name,short_names,source",
    "name_variants": "written,key,source",
    "complete_endings": "ending,source",
    "collective_levels": "pattern,level,source",
    "collective_classes": "pattern,plain,source",
    "unit_kinds": "pattern,kind,source",
    "zone_sorts": "zone,short_names,source",
    "branches_by_full_name": "region_code,source",
}

SORTED_BY = {
    "local_bodies": ("region_code", "full_name", "valid_from"),
    "state_bodies": ("full_name", "valid_from"),
    "zones": ("code", "zone"),
    "lineage": ("place", "predecessor"),
    "regions_past": ("code", "name", "valid_from"),
    "regions_since": ("code", "name"),
    "region_changes": ("old_code", "old_name", "effective"),
}

PLACE_LEVELS = {"province", "city", "county", "town"}
CLASSES = PLACE_LEVELS | {
    "省", "自治区", "直辖市", "地区", "盟", "县", "自治县", "县级市", "旗", "自治旗", "林区", "特区", "直辖市的区县",
}  # fmt: skip
"""What `levels` may say: a level, or a kind of place that only some provinces have."""

FAMILIES = """
发展改革 工业信息化 教育 科技 民族宗教 公安 民政 司法 财政 人社 自然资源 规划 生态环境 住建 房管 城管 交通 水利
农业农村 林业园林 商务 文旅 体育 广电 卫生健康 退役军人 应急 审计 国资 市场监管 统计 医保 金融 政务服务 数据
行政审批 信访 人防 外事 机关事务 扶贫 粮食 港澳台 合作交流 知识产权 药监 招商 办公厅 法制 党委 群团 司法机关
垂直 企业 学校 开发区 临时机构 其他
"""

CLOSED = {
    "kind": set(UNIT_KINDS),
    "system": set(SYSTEMS),
    "relation": set(Relation),
    "certainty": {"A", "B", "C"},
    "family": set(FAMILIES.split()),
    "levels": CLASSES,
    "level": PLACE_LEVELS,
}
"""Column → the words it may hold; `levels` joins several, and is empty where a lineage row names its bodies."""

OWN_WORDS = {
    ("corps", "kind"): {"兵团", "师市", "师"},
    ("collective_levels", "level"): PLACE_LEVELS | {"below"},
}

DATES = ("valid_from", "valid_to", "effective")
NAMES = ("full_name", "short_names", "predecessor", "successor", "zone", "committee", "name", "old_name", "new_name")

ADDRESS = re.compile(r"https?:|www\.|\.(?:cn|com|org|net|gov)\b|@")
CHARACTERS = re.compile(r"[\u4e00-\u9fff0-9A-Za-z()|·“”—-]+")
"""Of names, their holes left out. Brackets are ASCII; “ ” stand in names such as “扫黄打非”."""

HOLES = ("{place}", "{short}", "{}")

UNCHECKED = re.compile("usual (?:name|pattern)")


@pytest.mark.parametrize("table", COLUMNS)
def test_table_has_its_columns_in_every_row(table: str) -> None:
    header, *rows = csv.reader(io.StringIO(text_of(table)))
    assert ",".join(header) == COLUMNS[table]
    said(f"{table}.csv row {n}: {len(row)} fields" for n, row in enumerate(rows, 2) if len(row) != len(header))


@pytest.mark.parametrize("table", COLUMNS)
def test_table_is_plain_csv_with_unix_line_ends(table: str) -> None:
    text = text_of(table)
    assert "\r" not in text and "\n\n" not in text and text.endswith("\n") and not text.startswith("\ufeff")


@pytest.mark.parametrize("table", SORTED_BY)
def test_table_is_sorted_and_quoted_no_more_than_needed(table: str) -> None:
    rows = read_csv(table)
    keys = [tuple(row[column] for column in SORTED_BY[table]) for row in rows]
    said(f"{table}.csv row {n}: {b} stands behind {a}" for n, (a, b) in enumerate(pairwise(keys), 3) if b < a)
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([rows[0].keys(), *(row.values() for row in rows)])
    assert written.getvalue() == text_of(table)


@pytest.mark.parametrize("table", COLUMNS)
def test_every_row_has_a_source_that_is_no_address(table: str) -> None:
    said(
        f"{table}.csv row {n}: source {row['source']!r}"
        for n, row in enumerate(read_csv(table), 2)
        if not row["source"].strip() or ADDRESS.search(row["source"])
    )


@pytest.mark.parametrize("table", COLUMNS)
def test_no_row_stands_twice_and_no_field_has_blanks_around_it(table: str) -> None:
    faults, seen = [], {}
    for n, row in enumerate(read_csv(table), 2):
        if (first := seen.setdefault(tuple(row.values()), n)) != n:
            faults.append(f"{table}.csv row {n}: the same as row {first}")
        faults += [
            f"{table}.csv row {n}: blanks around {key} {row[key]!r}" for key in row if row[key] != row[key].strip()
        ]
    said(faults)


@pytest.mark.parametrize("table", COLUMNS)
def test_words_are_from_the_closed_lists(table: str) -> None:
    faults = []
    for n, row in enumerate(read_csv(table), 2):
        for column in CLOSED.keys() & row.keys():
            if column == "levels" and not row["levels"] and table == "lineage":
                continue
            allowed = OWN_WORDS.get((table, column), CLOSED[column])
            strange = [word for word in row[column].split("|") if word not in allowed]
            faults += [f"{table}.csv row {n}: {column} {word!r}" for word in strange]
    said(faults)


@pytest.mark.parametrize("table", COLUMNS)
def test_dates_are_years_or_months_and_nothing_ends_before_it_begins(table: str) -> None:
    for n, row in enumerate(read_csv(table), 2):
        where = f"{table}.csv row {n}"
        check_period(row.get("valid_from", ""), row.get("valid_to", ""), where)
        if "effective" in row:
            assert row["effective"], f"{where}: no date"
            check_period(row["effective"], "", where)


@pytest.mark.parametrize("table", COLUMNS)
def test_names_have_no_white_space_and_ascii_brackets_only(table: str) -> None:
    faults = []
    for n, row in enumerate(read_csv(table), 2):
        for column in NAMES:
            name = row.get(column, "")
            for hole in HOLES:
                name = name.replace(hole, "")
            name = name.removeprefix("@") if column == "successor" else name.replace("=", "")
            if name and CHARACTERS.fullmatch(name) is None:
                faults.append(f"{table}.csv row {n}: {column} {row[column]!r}")
    said(faults)


@pytest.mark.parametrize("table", [table for table, columns in COLUMNS.items() if "short_names" in columns])
def test_short_names_are_a_list_without_doubles_or_gaps(table: str) -> None:
    said(
        f"{table}.csv row {n}: short_names {row['short_names']!r}"
        for n, row in enumerate(read_csv(table), 2)
        if row["short_names"] and not (len(set(names := row["short_names"].split("|"))) == len(names) and all(names))
    )


def test_names_that_were_not_checked_for_their_place_say_so_twice() -> None:
    said(
        f"local_bodies.csv row {n}: certainty {row['certainty']}, source {row['source']!r}"
        for n, row in enumerate(read_csv("local_bodies"), 2)
        if (row["certainty"] == "C") != bool(UNCHECKED.search(row["source"]))
    )


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("name_variants", "written"),
        ("complete_endings", "ending"),
        ("peoples", "name"),
        ("place_short_names", "name"),
        ("zone_sorts", "zone"),
        ("corps", "name"),
        ("branches_by_full_name", "region_code"),
    ],
)
def test_each_entry_stands_once(table: str, column: str) -> None:
    entries = [row[column] for row in read_csv(table)]
    said(f"{table}.csv row {n}: {entry!r} again" for n, entry in enumerate(entries, 2) if entries.index(entry) < n - 2)


@pytest.mark.parametrize("table", ["collective_levels", "collective_classes", "unit_kinds"])
def test_patterns_can_be_read(table: str) -> None:
    for row in read_csv(table):
        re.compile(row["pattern"])


def test_an_official_variant_is_never_undone_by_a_later_one() -> None:
    rows = read_csv("name_variants")
    for n, row in enumerate(rows, 2):
        again = row["key"]
        for other in rows:
            again = again.replace(other["written"], other["key"])
        assert again == row["key"], f"name_variants.csv row {n}: {row['key']} becomes {again}"


def text_of(table: str) -> str:
    return resources.files("planparse.lexicon").joinpath("data", f"{table}.csv").read_bytes().decode("utf-8")


def said(faults: Iterable[str]) -> None:
    """Fail with one line for each fault: the table, the row, and what is wrong."""
    lines = list(faults)
    assert not lines, f"{len(lines)} faults\n" + "\n".join(lines[:40])
