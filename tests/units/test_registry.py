"""What the registry knows of units, and a user's own table over it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planparse.errors import UsageError
from planparse.lexicon.load import read_csv
from planparse.model.unit import Resolution, Unit
from planparse.units import registry as registry_module
from planparse.units.lineage import successors
from planparse.units.places import Place, load_places
from planparse.units.registry import Body, Registry, body_of, load_registry
from planparse.units.resolve import resolve_unit, unit_by_id

HUZHOU = "湖州市人民政府办公室"
HEADER = "region_code,full_name,short_names"

Load = Callable[..., Registry]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load the registry with a table of these lines over it."""

    def load_lines(*lines: str) -> Registry:
        path = tmp_path / "units.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        return load_registry(path)

    return load_lines


def ask(mention: str, registry: Registry, when: str = "2021-03-01", issuer: str | None = HUZHOU) -> Resolution:
    return resolve_unit(mention, issuer=issuer, date=when, registry=registry)


def place(code: str | None) -> Place:
    found = load_places().by_code(code)
    assert found is not None
    return found


def usual(key: str, kind: str) -> Body:
    """The one body that any place of a class may have under a key."""
    (found,) = (body for body in load_registry().any_place[key] if kind in body.levels)
    return found


# --- the tables that ship


@pytest.mark.parametrize(
    ("template", "body"),
    [
        ("{place}财政局", "财政局"),
        ("{place}人民政府国有资产监督管理委员会", "人民政府国有资产监督管理委员会"),
        ("中共{place}委", "党委"),
        ("中共{place}委组织部", "党委组织部"),
        ("共青团{place}委", "共青团委"),
        ("国家税务总局{place}税务局", "国家税务总局税务局"),
        ("中国银行业监督管理委员会{short}监管分局", "中国银行业监督管理委员会监管分局"),
        ("南京海关", "南京海关"),
    ],
)
def test_an_id_says_the_name_without_the_place(template: str, body: str) -> None:
    assert body_of(template) == body


def test_a_body_of_any_place_is_a_unit_in_each() -> None:
    body = usual("{}审计局", "county")
    assert body.unit(place("330523")) == Unit(
        "330523/审计局", "安吉县审计局", "330523", "county", "government", "块", "bodies.csv", "B"
    )
    assert body.full_name(place("430104")) == "长沙市岳麓区审计局"


def test_the_short_name_of_a_place_stands_where_the_registered_name_has_it() -> None:
    body = usual("中国银行保险监督管理委员会{}监管分局", "city")
    assert body.full_name(place("330500")) == "中国银行保险监督管理委员会湖州监管分局"
    assert body.system == "条"


@pytest.mark.parametrize(
    ("when", "existed"),
    [("2017-12-31", False), ("2018", True), ("2021", True), ("2023-12", True), ("2024", False), (None, True)],
)
def test_a_body_bears_its_name_between_its_bounds(when: str | None, existed: bool) -> None:
    assert usual("中国银行保险监督管理委员会{}监管分局", "city").existed(when) is existed


def test_short_names_and_full_names_are_keys_to_one_body() -> None:
    registry = load_registry()
    for key in ("{}发展改革委", "{}发改委"):
        assert any(body.name == "发展和改革委员会" for body in registry.any_place[key])
    assert any(body.name == "中华全国总工会" for body in registry.state["全国总工会"])


def test_a_party_organ_goes_by_the_committee_of_its_place_and_by_the_party_committee() -> None:
    registry = load_registry()
    for key in ("中共{}委组织部", "{}委组织部", "{}党委组织部"):
        assert any(body.template == "中共{place}委组织部" for body in registry.any_place[key]), key


def test_what_a_place_has_of_its_own_is_found_under_its_code() -> None:
    local = load_registry().local("330500")
    assert [body.name for body in local["{}发改委"]] == ["发展和改革委员会"]
    assert load_registry().local("999999") == {}


def test_what_is_known_of_a_place_at_a_date_has_its_names_of_that_date() -> None:
    def templates(when: str) -> set[str]:
        return {body.template for body in load_registry().existing("330500", when)[0]}

    before, after = templates("2017-03-01"), templates("2021-03-01")
    assert "{place}经济和信息化委员会" in before - after
    assert "{place}经济和信息化局" in after - before


def test_names_that_tell_their_place_themselves_are_found_without_one() -> None:
    found = load_registry().named("义乌经济技术开发区管理委")
    assert [(body.kind, where.full_name) for body, where in found] == [("zone", "义乌经济技术开发区")]
    assert load_registry().named("乌有集团") == []


@pytest.mark.parametrize(
    ("code", "key", "committee"),
    [
        ("330782", "{}经开区管理委", "义乌经济技术开发区管理委员会"),
        ("330782", "{}开发区", "义乌经济技术开发区管理委员会"),
        ("430100", "{}高新区管理委", "长沙高新技术产业开发区管理委员会"),
        ("330500", "{}经济技术开发区管理委", "湖州经济技术开发区管理委员会"),
    ],
)
def test_a_zone_goes_by_its_sort_in_the_plans_of_its_place(code: str, key: str, committee: str) -> None:
    found = load_registry().zones_of(place(code))[key]
    assert [body.full_name(zone) for body, zone in found] == [committee]


def test_the_zones_of_another_place_do_not_go_by_their_sort() -> None:
    assert "{}高新区管理委" not in load_registry().zones_of(place("330523"))


def test_the_committees_that_bear_a_code_are_found_by_it() -> None:
    names = [body.full_name(zone) for body, zone in load_registry().zone_bodies("370211")]
    assert "青岛西海岸新区管理委员会" in names


def test_what_may_stand_before_a_place_is_known() -> None:
    heads = load_registry().heads
    assert "国家税务总局" in heads["国"]
    assert "中共" in heads["中"]
    assert "团" in heads["团"]
    assert list(heads["中"]) == sorted(heads["中"], key=len, reverse=True)


def test_the_registry_that_ships_is_loaded_once_and_has_nothing_of_a_user() -> None:
    assert load_registry() is load_registry()
    assert not load_registry().has_own


def test_every_row_of_a_place_is_of_a_place_that_is_known() -> None:
    registry = load_registry()
    codes = {row["region_code"] or "兵团" for row in read_csv("local_bodies")}
    assert [code for code in sorted(codes) if not registry.of_place(code)] == []


# --- a user's own table


def test_a_users_unit_is_found_by_its_full_and_its_short_names(load: Load) -> None:
    registry = load(HEADER, "330500,湖州市数字经济局,数经局|数字局")
    assert registry.has_own
    for mention in ("市数经局", "数字局", "湖州市数经局", "市数字经济局", "湖州市数字经济局"):
        found = ask(mention, registry)
        assert found.unit is not None, mention
        assert found.unit.id == "330500/数字经济局"
        assert found.unit.source == "units.csv"


def test_a_users_unit_names_its_row(load: Load) -> None:
    found = ask("市数经局", load(HEADER, "330500,湖州市财政局,", "330500,湖州市数字经济局,数经局"))
    assert found.candidates[0].source == "units.csv row 3"
    assert any("units.csv row 3" in reason for reason in found.reasons)


def test_a_users_row_beats_the_tables_that_ship(load: Load) -> None:
    registry = load(HEADER, "330500,湖州市发展改革和能源局,发改委|发改局")
    found = ask("市发改委", registry)
    assert found.unit is not None
    assert found.unit.full_name == "湖州市发展改革和能源局"
    assert len(found.candidates) == 1
    shipped = ask("市财政局", registry)
    assert shipped.unit is not None
    assert shipped.unit.id == "330500/财政局"


def test_a_users_row_beats_others_only_in_its_place_and_time(load: Load) -> None:
    registry = load(f"{HEADER},valid_from,valid_to", "330500,湖州市发展改革和能源局,发改委,2022,2023")
    names = {}
    for when in ("2021-03-01", "2022-03-01", "2024-03-01"):
        found = ask("市发改委", registry, when)
        assert found.unit is not None
        names[when[:4]] = found.unit.full_name
    assert names == {
        "2021": "湖州市发展和改革委员会",
        "2022": "湖州市发展改革和能源局",
        "2024": "湖州市发展和改革委员会",
    }
    other = ask("市发改委", registry, "2022-03-01", "长沙市人民政府办公厅")
    assert other.unit is not None
    assert other.unit.full_name == "长沙市发展和改革委员会"


def test_a_users_units_come_back_by_their_ids(load: Load) -> None:
    registry = load(f"{HEADER},kind", "330500,湖州市数字经济局,数经局,", "330500,湖州数投有限公司,数投,enterprise")
    for mention, kind in (("市数经局", "government"), ("湖州数投有限公司", "enterprise")):
        found = ask(mention, registry).unit
        assert found is not None
        assert found.kind == kind
        assert unit_by_id(found.id, registry) == found


def test_a_user_may_name_units_of_the_state_the_corps_and_a_district(load: Load) -> None:
    registry = load(
        HEADER,
        "000000,国家数字经济局,数经局",
        "兵团,新疆生产建设兵团数字经济局,数经局",
        "430104,长沙市岳麓区数字经济局,数经局",
    )
    for mention, issuer, code in (
        ("国家数字经济局", HUZHOU, "000000"),
        ("兵团数经局", "新疆生产建设兵团办公厅", None),
        ("区数经局", "长沙市岳麓区人民政府办公室", "430104"),
    ):
        found = ask(mention, registry, issuer=issuer).unit
        assert found is not None, mention
        assert found.region_code == code
        assert found.source == "units.csv"


def test_two_rows_of_a_user_under_one_short_name_stay_open(load: Load) -> None:
    registry = load(HEADER, "330500,湖州市数字经济局,数局", "330500,湖州市数据资源局,数局")
    found = ask("市数局", registry)
    assert found.unit is None
    assert [each.unit.full_name for each in found.candidates] == ["湖州市数字经济局", "湖州市数据资源局"]


def test_a_users_links_are_followed(load: Load) -> None:
    registry = load(
        f"{HEADER},successor,relation,effective",
        "330500,湖州市数字经济局,数经局,湖州市数据局,renamed,2024-01",
        "330500,湖州市老旧办公室,老旧办,,abolished,2022",
    )
    (link,) = successors("湖州市数字经济局", registry=registry)
    assert link.unit is not None
    assert (link.unit.full_name, link.relation, link.effective) == ("湖州市数据局", "renamed", "2024-01")
    (gone,) = successors("湖州市老旧办公室", registry=registry)
    assert tuple(gone) == (None, "abolished", "2022")
    assert successors("湖州市数字经济局", "2023-12", registry=registry) == ()


def test_a_users_table_leaves_the_registry_that_ships_alone(load: Load) -> None:
    load(HEADER, "330500,湖州市发展改革和能源局,发改委")
    found = resolve_unit("市发改委", issuer=HUZHOU, date="2021").unit
    assert found is not None
    assert found.full_name == "湖州市发展和改革委员会"


@pytest.mark.parametrize("code", ["999999", "3305", "湖州市"])
def test_a_code_that_no_place_has_is_refused_with_file_and_row(load: Load, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        ask("市财政局", load(HEADER, "330500,湖州市水务局,", f"{code},湖州市数字经济局,数经局"))
        ask("湖州市数字经济局", load(HEADER, "330500,湖州市水务局,", f"{code},湖州市数字经济局,数经局"))
    assert "units.csv, row 3" in str(caught.value)
    assert code in str(caught.value)


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("region_code,full_name", "330500,湖州市数字经济局"),
        (HEADER, "330500,湖州市数字经济局,数经局,多"),
        (f"{HEADER},valid_from,valid_to", "330500,湖州市数字经济局,,2021,2019"),
    ],
    ids=["empty", "missing column", "too many fields", "dates backwards"],
)
def test_a_table_that_is_wrong_is_refused_when_it_is_loaded(load: Load, lines: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match=r"units\.csv"):
        load(*lines)


def test_a_code_that_no_place_has_is_refused_when_the_table_is_loaded(load: Load) -> None:
    with pytest.raises(UsageError, match=r"units\.csv, row 2"):
        load(HEADER, "999999,湖州市数字经济局,数经局")


def test_what_a_registry_remembers_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry_module, "MOST_TIMES", 3)
    monkeypatch.setattr(registry_module, "MOST_UNITS", 3)
    registry = Registry(load_places())
    place = registry.places.by_code("330500")
    assert place is not None
    for year in range(2000, 2020):
        registry.existing("330500", str(year))
        registry.unit(registry.of_place("330500")[year - 2000], place)
    assert len(registry._existing) <= 3
    assert len(registry._units) <= 3
