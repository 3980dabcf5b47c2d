import pytest

from build import assignment, plan, task
from planparse.dataset.names import keys_of, region_codes_of
from planparse.dataset.store import Store
from planparse.errors import UsageError
from planparse.model.plan import Region
from planparse.units.resolve import unit_by_id


def made(name, city, code, *units, year=2017):
    """One plan of a city; units as (name as printed, id)."""
    known = sorted({unit_id for _, unit_id in units if unit_id})
    return plan(
        task(*(assignment(unit, "responsible", unit_id=unit_id) for unit, unit_id in units)),
        name=name,
        year=year,
        region=Region(code, city),
        metadata={"issuer": f"{city}人民政府办公室", "issuers": (f"{city}人民政府办公室",)},
        units=tuple(unit_by_id(each) for each in known),
    )


REFORM = ("市发展改革委", "320500/发展和改革委员会")
FINANCE = ("市财政局", "320500/财政局")
SUZHOU = made("苏州.pdf", "苏州市", "320500", REFORM, FINANCE, ("各市（区）", None))
WUXI = made("无锡.pdf", "无锡市", "320200", ("市财政局", "320200/财政局"), ("市大数据局", None))


@pytest.fixture(scope="module")
def store():
    return Store([SUZHOU, WUXI])


@pytest.mark.parametrize(
    "name",
    [
        "320500/发展和改革委员会",
        "苏州市发展和改革委员会",
        "市发展改革委",
        "市发改委",
        "苏州市发改委",
        " 市发展 改革委 ",
    ],
)
def test_a_unit_is_known_by_every_form_of_its_name(store, name):
    assert keys_of(store, name) == ("320500/发展和改革委员会",)


def test_a_name_that_many_cities_have_stands_for_all_of_their_units(store):
    assert keys_of(store, "市财政局") == ("320200/财政局", "320500/财政局")


def test_a_name_without_an_identity_stays_inside_its_plan(store):
    assert keys_of(store, "市大数据局") == (f"{WUXI.plan_id}/市大数据局",)


def test_width_of_brackets_does_not_matter(store):
    assert keys_of(store, "各市(区)") == (f"{SUZHOU.plan_id}/各市（区）",)


def test_a_unit_nobody_knows_is_an_error_that_offers_three_near_ones(store):
    with pytest.raises(UsageError) as caught:
        keys_of(store, "市财证局")
    offered = caught.value.advice.partition(": ")[2].split("、")
    assert len(offered) == 3
    assert "市财政局" in offered


@pytest.mark.parametrize("name", ["", "  "])
def test_an_empty_name_is_an_error(store, name):
    with pytest.raises(UsageError, match="empty"):
        keys_of(store, name)


def test_a_registered_unit_that_holds_no_role_here_is_unknown_here(store):
    with pytest.raises(UsageError, match="苏州市审计局"):
        keys_of(store, "苏州市审计局")


@pytest.mark.parametrize("name", ["320500", "苏州市", "苏州"])
def test_a_place_is_known_by_code_and_name(store, name):
    assert region_codes_of(store, name) == ("320500",)


def test_a_place_without_a_plan_is_an_error_that_offers_near_ones(store):
    with pytest.raises(UsageError, match="无锡市"):
        region_codes_of(store, "无极县")


def test_nothing_is_known_in_nothing():
    with pytest.raises(UsageError, match="none is known here"):
        keys_of(Store([]), "市财政局")
