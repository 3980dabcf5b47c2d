from __future__ import annotations

import re
import subprocess
import sys
import time
from collections import Counter

import pytest

from planparse.lexicon.load import read_csv
from planparse.lexicon.regions import find_region, parent_of, region_of, stem_of
from planparse.model.plan import Region

ROWS = read_csv("regions")


def test_every_code_stands_once_and_in_order() -> None:
    codes = [row["code"] for row in ROWS]
    assert codes == sorted(set(codes))
    assert all(re.fullmatch(r"[1-8]\d{5}", code) for code in codes)


def test_every_place_has_a_source_and_a_full_name() -> None:
    for row in ROWS:
        assert row["source"], row
        assert re.fullmatch(r"[\u4e00-\u9fff]+[省市区县州盟旗]", row["name"]), row


def test_there_are_34_provinces_333_prefectures_and_their_counties() -> None:
    levels = Counter((row["code"].endswith("0000"), row["code"].endswith("00")) for row in ROWS)
    assert levels[True, True] == 34
    assert levels[False, True] == 333
    assert levels[False, False] == len(ROWS) - 34 - 333 > 2800


def test_development_zones_are_no_places_of_the_standard() -> None:
    assert [row["code"] for row in ROWS if "70" < row["code"][4:] < "80"] == []
    assert region_of("320576") is None


def test_no_two_places_of_one_prefecture_share_a_name() -> None:
    below = Counter((row["code"][:4], row["name"]) for row in ROWS)
    assert [key for key, count in below.items() if count > 1] == []


def test_every_county_and_prefecture_lies_in_a_place_of_the_table() -> None:
    for row in ROWS:
        parent = parent_of(row["code"])
        assert (parent is None) == row["code"].endswith("0000"), row
        assert parent is None or row["code"].startswith(parent.code.rstrip("0")), row


def test_every_place_is_found_by_the_whole_line_of_its_names() -> None:
    for row in ROWS:
        names, above = [row["name"]], parent_of(row["code"])
        while above is not None:
            names.insert(0, above.name)
            above = parent_of(above.code)
        found = find_region("".join(names) + "人民政府办公室")
        assert found == Region(row["code"], row["name"])


@pytest.mark.parametrize(
    ("body", "code", "name"),
    [
        ("苏州市人民政府办公室", "320500", "苏州市"),
        ("江苏省人民政府", "320000", "江苏省"),
        ("苏州市吴中区人民政府", "320506", "吴中区"),
        ("江苏省苏州市吴中区人民政府", "320506", "吴中区"),
        ("江苏省吴中区人民政府", "320506", "吴中区"),
        ("浦东新区人民政府", "310115", "浦东新区"),
        ("北京市海淀区财政局", "110108", "海淀区"),
        ("内蒙古自治区人民政府办公厅", "150000", "内蒙古自治区"),
        ("恩施土家族苗族自治州人民政府", "422800", "恩施土家族苗族自治州"),
        ("呼伦贝尔市", "150700", "呼伦贝尔市"),
        ("锡林郭勒盟行政公署", "152500", "锡林郭勒盟"),
        ("鄂温克族自治旗人民政府", "150724", "鄂温克族自治旗"),
        ("阿里地区行政公署", "542500", "阿里地区"),
        ("昆山市人民政府", "320583", "昆山市"),
        ("河南省济源市人民政府", "419001", "济源市"),
        ("重庆市城口县人民政府", "500229", "城口县"),
        ("吉林省吉林市昌邑区人民政府", "220202", "昌邑区"),
        ("津市市人民政府", "430781", "津市市"),
        ("郏县人民政府", "410425", "郏县"),
        ("海南藏族自治州人民政府", "632500", "海南藏族自治州"),
        ("香港特别行政区政府", "810000", "香港特别行政区"),
        ("苏州市 吴中区\n人民政府", "320506", "吴中区"),
        ("中共苏州市委办公室", "320500", "苏州市"),
        ("政协江苏省委员会", "320000", "江苏省"),
    ],
)
def test_place_is_the_lowest_that_the_name_begins_with(body: str, code: str, name: str) -> None:
    assert find_region(body) == Region(code, name)


@pytest.mark.parametrize(
    "body",
    [
        "国务院",
        "国务院办公厅",
        "中共中央办公厅",
        "财政部",
        "市政府办公室",
        "苏州",
        "苏州园区管委会",
        "新疆伊犁",
        "市",
        "",
    ],
)
def test_body_without_a_full_name_of_a_place_has_none(body: str) -> None:
    assert find_region(body) is None


@pytest.mark.parametrize("body", ["柏堰县人民政府", "菡州市教育局", "青岬省人民政府办公厅", "槿川区政务服务办"])
def test_invented_places_of_the_corpus_are_none(body: str) -> None:
    assert find_region(body) is None


def test_district_that_many_cities_have_is_told_by_the_city_before_it() -> None:
    assert find_region("鼓楼区人民政府") is None
    assert find_region("江苏省鼓楼区人民政府") is None  # 南京市, 徐州市
    assert find_region("南京市鼓楼区人民政府") == Region("320106", "鼓楼区")
    assert find_region("徐州市鼓楼区人民政府") == Region("320302", "鼓楼区")
    assert find_region("上海市普陀区商务委员会") == Region("310107", "普陀区")


def test_part_of_any_town_is_a_district_only_below_its_city() -> None:
    assert find_region("东区综合治理办公室") is None
    assert find_region("攀枝花市东区人民政府") == Region("510402", "东区")
    assert find_region("阳泉市郊区人民政府") == Region("140311", "郊区")


@pytest.mark.parametrize("body", ["上海市闸北区人民政府", "江苏省柏堰县人民政府", "苏州市槿川区人民代表大会"])
def test_government_of_an_unknown_place_is_not_that_of_the_place_above(body: str) -> None:
    assert find_region(body) is None


def test_zone_without_a_code_belongs_to_its_city() -> None:
    assert find_region("苏州市工业园区管委会") == Region("320500", "苏州市")


def test_place_above_is_told_by_the_code() -> None:
    assert parent_of("320506") == Region("320500", "苏州市")
    assert parent_of("320500") == Region("320000", "江苏省")
    assert parent_of("110108") == Region("110000", "北京市")
    assert parent_of("429021") == Region("420000", "湖北省")
    assert parent_of("320000") is None
    assert region_of("320506") == Region("320506", "吴中区")
    assert region_of("999999") is None


def test_long_text_is_looked_at_only_where_it_begins() -> None:
    start = time.process_time()
    find_region("苏州市" * 1_000_000)
    find_region("鼓楼区" * 1_000_000)
    assert time.process_time() - start < 1


def test_table_is_read_only_when_a_place_is_asked_for() -> None:
    code = (
        "from planparse.lexicon import load, regions; before = load.read_csv.cache_info().misses;"
        "regions.find_region('苏州市'); regions.region_of('320500');"
        "print(before, load.read_csv.cache_info().misses)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "1"]


@pytest.mark.parametrize(
    ("code", "stem"),
    [("330000", "33"), ("330500", "3305"), ("330523", "330523"), ("110105", "110105"), ("429006", "429006")],
)
def test_a_stem_is_what_codes_below_begin_with(code: str, stem: str) -> None:
    assert stem_of(code) == stem
