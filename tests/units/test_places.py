"""Places: names, codes, what lies above and below, and since when."""

from __future__ import annotations

import pytest

from planparse.units.places import CORPS, STATE, Place, Places, is_valid, load_places


def place(code: str | None, when: str | None = None) -> Place:
    found = load_places().by_code(code, when)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "when", "expected"),
    [
        ("", "", "2021-03-01", True),
        ("", "", None, True),
        ("2019", "2020", None, True),
        ("2018-06", "", "2018", True),
        ("2018-06", "", "2018-05", False),
        ("2018-06", "", "2018-06", True),
        ("2018-06", "", "2018-06-01", True),
        ("2018", "", "2018-01-01", True),
        ("2018", "", "2017-12-31", False),
        ("", "2018", "2018-12-31", True),
        ("", "2018", "2019-01-01", False),
        ("", "2018-07", "2018-07-31", True),
        ("", "2018-07", "2018-08-01", False),
        ("", "2018-07", "2018", True),
        ("2013", "2018", "2015", True),
        ("2013", "2018", "2012-12", False),
    ],
)
def test_bounds_hold_from_their_first_day_to_their_last(
    valid_from: str, valid_to: str, when: str | None, expected: bool
) -> None:
    assert is_valid(valid_from, valid_to, when) is expected


@pytest.mark.parametrize(
    ("code", "full_name", "level", "kind", "above"),
    [
        ("330000", "浙江省", "province", "省", None),
        ("310000", "上海市", "province", "直辖市", None),
        ("640000", "宁夏回族自治区", "province", "自治区", None),
        ("330500", "湖州市", "city", "市", "330000"),
        ("433100", "湘西土家族苗族自治州", "city", "自治州", "430000"),
        ("652900", "阿克苏地区", "city", "地区", "650000"),
        ("152500", "锡林郭勒盟", "city", "盟", "150000"),
        ("330523", "安吉县", "county", "县", "330500"),
        ("330782", "义乌市", "county", "县级市", "330700"),
        ("430104", "长沙市岳麓区", "county", "区", "430100"),
        ("310104", "上海市徐汇区", "county", "区", "310000"),
        ("310115", "上海市浦东新区", "county", "新区", "310000"),
        ("500235", "云阳县", "county", "县", "500000"),
        ("429006", "天门市", "county", "县级市", "420000"),
        ("469028", "陵水黎族自治县", "county", "自治县", "460000"),
        ("429021", "神农架林区", "county", "林区", "420000"),
        ("130406", "邯郸市峰峰矿区", "county", "矿区", "130400"),
        ("150624", "鄂托克旗", "county", "旗", "150600"),
        ("150723", "鄂伦春自治旗", "county", "自治旗", "150700"),
    ],
)
def test_a_place_has_its_full_name_level_kind_and_what_lies_above(
    code: str, full_name: str, level: str, kind: str, above: str | None
) -> None:
    found = place(code)
    assert (found.full_name, found.level, found.kind, found.above) == (full_name, level, kind, above)


@pytest.mark.parametrize(
    ("code", "short_names"),
    [
        ("330500", {"湖州"}),
        ("433100", {"湘西", "湘西州"}),
        ("513200", {"阿坝", "阿坝州"}),
        ("640000", {"宁夏"}),
        ("469028", {"陵水", "陵水县"}),
        ("430104", {"岳麓", "长沙岳麓", "长沙岳麓区"}),
        ("530926", {"耿马", "耿马县"}),
    ],
)
def test_a_short_name_leaves_out_the_level_and_the_peoples(code: str, short_names: set[str]) -> None:
    assert short_names <= set(place(code).short_names)


@pytest.mark.parametrize("code", ["320322", "341424", "431026"])
def test_one_character_alone_is_no_short_name(code: str) -> None:
    found = load_places().by_code(code)
    assert found is None or all(len(name) > 1 for name in found.short_names)


def test_a_name_of_several_places_gives_them_all() -> None:
    codes = {each.code for each in load_places().named("鼓楼区")}
    assert codes == {"320106", "320302", "350102", "410204"}
    assert [each.code for each in load_places().named("福州市鼓楼区")] == ["350102"]
    assert load_places().named("乌有县") == []


def test_the_places_below_are_those_of_the_date() -> None:
    def below(when: str) -> set[str]:
        return {each.name for each in load_places().children("330100", when)}

    assert {"下城区", "江干区", "余杭区", "富阳区"} <= below("2019-06")
    assert not {"临平区", "钱塘区"} & below("2019-06")
    assert {"临平区", "钱塘区", "余杭区", "拱墅区"} <= below("2022-06")
    assert not {"下城区", "江干区"} & below("2022-06")


def test_the_places_below_stand_in_the_order_of_their_codes_and_one_level_down() -> None:
    codes = [each.code for each in load_places().children("330000", "2021")]
    assert codes == sorted(codes, key=str)
    assert "330500" in codes
    assert "330523" not in codes
    assert load_places().children("330523", "2021") == []


def test_a_municipality_has_its_districts_and_counties_right_below() -> None:
    names = {each.name for each in load_places().children("500000", "2021")}
    assert {"渝中区", "云阳县", "石柱土家族自治县"} <= names


def test_a_place_that_was_given_up_keeps_its_code() -> None:
    assert place("110103").name == "崇文区"
    assert place("371200", "2016").full_name == "莱芜市"
    assert not is_valid(place("110103").valid_from, place("110103").valid_to, "2021")


def test_a_code_that_nobody_bears_has_no_place() -> None:
    assert load_places().by_code("999999") is None
    assert load_places().using("999999") == []


def test_the_state_has_its_own_code_and_no_name() -> None:
    assert load_places().by_code("000000") is STATE
    assert STATE.prefix_of("财政部") == "000000/财政部"


def test_the_corps_has_no_code_and_its_divisions_those_of_their_cities() -> None:
    corps = place(None)
    assert (corps.full_name, corps.code, corps.level) == ("新疆生产建设兵团", None, "province")
    assert corps.prefix_of("财政局") == f"{CORPS}/财政局"
    sharing = {each.full_name for each in load_places().sharing("659001")}
    assert sharing == {"石河子市", "第八师石河子市"}
    assert place("659001").full_name == "石河子市"


def test_a_place_that_shares_its_code_has_its_name_in_ids() -> None:
    (division,) = load_places().named("第一师阿拉尔市")
    assert division.prefix_of("教育局") == "659002/第一师阿拉尔市教育局"
    assert place("430104").prefix_of("财政局") == "430104/财政局"


def test_names_at_an_offset_come_longest_first_and_say_whether_they_are_full() -> None:
    text = "省浙江省财政厅"
    found = [(end, [each.code for each in places], full) for end, places, full in load_places().at(text, 1)]
    assert found == [(4, ["330000"], True), (3, ["330000"], False)]
    assert list(load_places().at(text, 0)) == []
    assert list(load_places().at(text, len(text))) == []
    assert list(load_places().at("", 0)) == []


def test_a_name_that_is_cut_off_at_the_end_is_none() -> None:
    assert [end for end, _, _ in load_places().at("浙江", 0)] == [2]
    assert list(load_places().at("浙", 0)) == []


def test_zones_stand_among_the_names_and_not_among_the_children() -> None:
    (zone,) = load_places().named("义乌经济技术开发区")
    assert (zone.kind, zone.code, zone.owns_code) == ("开发区", "330782", False)
    assert all(each.kind != "开发区" for each in load_places().children("330700", None))
    assert all(each.kind != "开发区" for each in load_places().sharing("330782"))
    assert zone in load_places().using("330782")


def test_the_table_of_places_is_loaded_once() -> None:
    assert load_places() is load_places()


def test_places_can_be_built_by_hand() -> None:
    old = Place("990101", "甲县", "甲县", "甲", (), "county", "县", "990100", valid_to="2015")
    new = Place("990102", "乙区", "丙市乙区", "乙", ("乙地",), "county", "区", "990100", valid_from="2015")
    city = Place("990100", "丙市", "丙市", "丙", (), "city", "市", "990000")
    places = Places([city, old, new])
    assert [each.name for each in places.children("990100", "2014")] == ["甲县"]
    assert [each.name for each in places.children("990100", "2016")] == ["乙区"]
    assert places.named("丙市乙区") == places.named("乙区") == [new]
    assert [(end, full) for end, _, full in places.at("乙地财政局", 0)] == [(2, False)]


def test_a_code_gives_the_name_of_the_date() -> None:
    assert place("420600", "2009-03-01").full_name == "襄樊市"
