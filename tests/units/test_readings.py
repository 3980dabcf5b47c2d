"""Where a mention names its place: by name, by a prefix of the issuer, or not at all (UNITS.md, 4)."""

from __future__ import annotations

import pytest

from planparse.units.places import STATE, Place, load_places
from planparse.units.readings import IS_GENERAL, Reading, Readings, level_below


def readings(issuer: str, when: str | None = "2021-03-01") -> Readings:
    return Readings(load_places(), issuer, when)


def place(code: str | None) -> Place:
    found = load_places().by_code(code)
    assert found is not None
    return found


def ways(issuer: str, mention: str, *heads: str) -> list[tuple[str, str, str, str]]:
    """How a mention may be taken apart: what stands before the place, the place, the rest, and how it is told."""
    found = readings(issuer).of(mention, heads)
    return [(each.head, each.place.full_name, each.tail, each.how) for each in found]


ISSUERS = """
浙江省人民政府办公厅               省=浙江省
上海市人民政府办公厅               市=上海市
宁夏回族自治区人民政府办公厅       自治区=宁夏回族自治区
湖州市人民政府办公室               市=湖州市 省=浙江省
南宁市人民政府办公室               市=南宁市 自治区=广西壮族自治区
东莞市人民政府办公室               市=东莞市 省=广东省
湘西土家族苗族自治州人民政府办公室 州=湘西土家族苗族自治州 省=湖南省
锡林郭勒盟行政公署办公室           盟=锡林郭勒盟 自治区=内蒙古自治区
阿克苏地区行政公署办公室           地区=阿克苏地区 自治区=新疆维吾尔自治区
上海市徐汇区人民政府办公室         区=上海市徐汇区 市=上海市
上海市浦东新区人民政府办公室       区=上海市浦东新区 新区=上海市浦东新区 市=上海市
云阳县人民政府办公室               县=云阳县 市=重庆市
重庆市云阳县人民政府办公室         县=云阳县 市=重庆市
长沙市岳麓区人民政府办公室         区=长沙市岳麓区 市=长沙市 省=湖南省
义乌市人民政府办公室               市=义乌市 省=浙江省
安吉县人民政府办公室               县=安吉县 市=湖州市 省=浙江省
湖州市安吉县人民政府               县=安吉县 市=湖州市 省=浙江省
浙江省湖州市安吉县人民政府         县=安吉县 市=湖州市 省=浙江省
天门市人民政府办公室               市=天门市 省=湖北省
陵水黎族自治县人民政府办公室       县=陵水黎族自治县 自治县=陵水黎族自治县 省=海南省
神农架林区人民政府办公室           区=神农架林区 林区=神农架林区 省=湖北省
凤凰县人民政府办公室               县=凤凰县 州=湘西土家族苗族自治州 省=湖南省
吉首市人民政府办公室               市=吉首市 州=湘西土家族苗族自治州 省=湖南省
温宿县人民政府办公室               县=温宿县 地区=阿克苏地区 自治区=新疆维吾尔自治区
东乌珠穆沁旗人民政府办公室         旗=东乌珠穆沁旗 盟=锡林郭勒盟 自治区=内蒙古自治区
锡林浩特市人民政府办公室           市=锡林浩特市 盟=锡林郭勒盟 自治区=内蒙古自治区
鄂托克旗人民政府办公室             旗=鄂托克旗 市=鄂尔多斯市 自治区=内蒙古自治区
鄂伦春自治旗人民政府办公室         旗=鄂伦春自治旗 市=呼伦贝尔市 自治区=内蒙古自治区
第一师阿拉尔市办公室               师市=第一师阿拉尔市 兵团=新疆生产建设兵团 自治区=新疆维吾尔自治区
新疆生产建设兵团办公厅             兵团=新疆生产建设兵团
湖州市水利局                       市=湖州市 省=浙江省
中共安吉县委办公室                 县=安吉县 市=湖州市
共青团湖州市委员会                 市=湖州市
国家税务总局湖州市税务局           市=湖州市
"""


@pytest.mark.parametrize("line", ISSUERS.strip().splitlines(), ids=lambda line: line.split()[0])
def test_the_issuer_says_what_the_prefixes_mean(line: str) -> None:
    issuer, *pairs = line.split()
    expected = dict(pair.split("=") for pair in pairs)
    found = readings(issuer).prefixes
    assert {word: found[word].full_name for word in expected if word in found} == expected


@pytest.mark.parametrize(
    ("issuer", "word"),
    [
        ("浙江省人民政府办公厅", "市"),
        ("湖州市人民政府办公室", "县"),
        ("湖州市人民政府办公室", "区"),
        ("上海市人民政府办公厅", "省"),
        ("凤凰县人民政府办公室", "市"),
        ("陵水黎族自治县人民政府办公室", "市"),
        ("神农架林区人民政府办公室", "市"),
        ("东乌珠穆沁旗人民政府办公室", "市"),
        ("温宿县人民政府办公室", "市"),
    ],
)
def test_a_level_that_the_issuer_has_not_means_nothing(issuer: str, word: str) -> None:
    assert word not in readings(issuer).prefixes


@pytest.mark.parametrize(
    "issuer",
    ["", "某某集团", "鼓楼区人民政府", "推进办公室", "🏛️", "人民政府", "湖州港务局", "市财政局"],
)
def test_an_issuer_that_tells_no_place_in_full_has_none(issuer: str) -> None:
    found = readings(issuer)
    assert found.place is None
    assert found.prefixes == {}


@pytest.mark.parametrize(
    ("issuer", "when", "code"),
    [
        ("巢湖市人民政府", "2009-03-01", "341400"),
        ("巢湖市人民政府", "2015-03-01", "340181"),
        ("金沙县人民政府", "2009-03-01", "522424"),
        ("金沙县人民政府", "2015-03-01", "520523"),
        ("崇文区人民政府", "2021-03-01", "110103"),
    ],
)
def test_the_issuer_is_the_place_of_that_name_at_the_date(issuer: str, when: str, code: str) -> None:
    found = readings(issuer, when).place
    assert found is not None
    assert found.code == code


def test_what_follows_the_place_of_the_issuer_is_kept() -> None:
    assert readings("湖州市水利局").rest == "水利局"
    assert readings("湖州市安吉县人民政府办公室").rest == "人民政府办公室"


@pytest.mark.parametrize(
    "rest",
    ["", "人民政府", "人民政府办公室", "人民政府办公厅", "委办公室", "委员会", "党委", "行政公署", "人民代表大会"],
)
def test_some_issuers_speak_for_their_place(rest: str) -> None:
    assert IS_GENERAL.fullmatch(rest)


@pytest.mark.parametrize("rest", ["水利局", "教育厅", "总工会", "人民法院", "人民政府研究室"])
def test_a_bureau_speaks_for_itself(rest: str) -> None:
    assert IS_GENERAL.fullmatch(rest) is None


# --- mentions


def test_a_prefix_is_taken_off_once() -> None:
    found = ways("湖州市人民政府办公室", "市市场监管局")
    assert ("", "湖州市", "市场监管局", "prefix") in found
    assert all(tail != "场监管局" for _, _, tail, _ in found)


def test_a_mention_without_a_prefix_is_read_at_the_issuers_own_place() -> None:
    assert ways("安吉县人民政府办公室", "财政局") == [("", "安吉县", "财政局", "own")]


@pytest.mark.parametrize("mention", ["国家发展改革委", "国务院办公厅", "中央宣传部", "全国总工会"])
def test_names_that_begin_like_the_states_are_not_read_at_the_issuers_place(mention: str) -> None:
    assert all(how != "own" for *_, how in ways("安吉县人民政府办公室", mention))


def test_a_place_is_read_in_full_and_short_and_as_the_lowest_of_a_chain() -> None:
    assert ("", "安吉县", "财政局", "full") in ways("湖州市人民政府办公室", "安吉县财政局")
    assert ("", "安吉县", "财政局", "short") in ways("湖州市人民政府办公室", "安吉财政局")
    assert ("", "长沙市岳麓区", "财政局", "full") in ways("湖南省人民政府办公厅", "长沙市岳麓区财政局")
    assert ("", "安吉县", "财政局", "full") in ways("湖南省人民政府办公厅", "浙江省湖州市安吉县财政局")


def test_a_place_whose_name_begins_like_a_prefix_is_read_both_ways() -> None:
    found = ways("济南市人民政府办公厅", "市中区财政局")
    assert found.index(("", "济南市市中区", "财政局", "full")) < found.index(("", "济南市", "中区财政局", "prefix"))


def test_what_stands_before_the_place_is_kept_apart() -> None:
    found = ways("安吉县人民政府办公室", "国家税务总局安吉县税务局", "国家税务总局")
    assert ("国家税务总局", "安吉县", "税务局", "full") in found
    assert ("中共", "湖州市", "委组织部", "prefix") in ways("安吉县人民政府办公室", "中共市委组织部", "中共")


def test_a_district_of_a_name_that_several_have_is_read_for_each() -> None:
    found = {name for _, name, tail, how in ways("", "鼓楼区财政局") if tail == "财政局" and how == "full"}
    assert found == {"南京市鼓楼区", "徐州市鼓楼区", "福州市鼓楼区", "开封市鼓楼区"}


def test_nearer_places_of_one_name_leave_the_others_out() -> None:
    drum = load_places().named("鼓楼区")
    assert [each.code for each in readings("开封市人民政府").nearest(drum)] == ["410204"]
    assert [each.code for each in readings("福建省人民政府").nearest(drum)] == ["350102"]
    assert [each.code for each in readings("徐州市鼓楼区人民政府").nearest(drum)] == ["320302"]
    assert {each.code for each in readings("江苏省人民政府").nearest(drum)} == {"320106", "320302"}
    assert readings("湖州市人民政府").nearest(drum) == drum
    assert readings("国务院").nearest(drum) == drum


def test_a_reading_gives_the_key_and_the_name_as_written() -> None:
    reading = Reading("国家税务总局", place("330523"), "税务局", "full", "安吉县 is 安吉县")
    assert (reading.key, reading.written, reading.code) == ("国家税务总局{}税务局", "国家税务总局税务局", "330523")
    assert Reading("", place(None), "发展和改革委员会", "own", "").code == "兵团"
    assert Reading("", place("330500"), "发展和改革委员会", "own", "").key == "{}发展改革委"


def test_every_reading_says_how_its_place_is_told() -> None:
    for mention in ("市财政局", "财政局", "安吉县财政局", "湖州财政局"):
        for reading in readings("安吉县人民政府办公室").of(mention):
            assert reading.place.full_name in reading.reason


def test_a_full_name_of_a_place_at_the_beginning_is_seen() -> None:
    found = readings("湖州市人民政府办公室")
    assert found.names_place("原州区财政局")
    assert found.names_place("前郭尔罗斯蒙古族自治县财政局")
    assert not found.names_place("原市国土局")


def test_the_place_above_a_county_is_its_city() -> None:
    above = readings("安吉县人民政府办公室").above()
    assert above is not None
    assert above.full_name == "湖州市"
    assert readings("湖州市人民政府办公室").above() is None


def test_a_document_can_be_given_to_another_place() -> None:
    found = readings("湖州市人民政府办公室")
    found.move_to(place("330523"))
    assert found.place == place("330523")
    assert found.prefixes["市"].full_name == "湖州市"
    found.move_to(STATE)
    assert found.prefixes == {"国家": STATE}


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("000000", "province"),
        ("330000", "city"),
        ("310000", "county"),
        ("330500", "county"),
        ("330523", "town"),
        (None, "city"),
    ],
)
def test_the_level_below_is_one_down_and_two_in_a_municipality(code: str | None, level: str) -> None:
    assert level_below(place(code)) == level
