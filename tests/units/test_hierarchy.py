import pytest

from planparse.model.unit import Unit
from planparse.units.hierarchy import parents_of
from planparse.units.lineage import find_unit


def parents(*names):
    units = [find_unit(name) for name in names]
    by_id = {unit.id: unit.full_name for unit in units}
    return {by_id[child]: by_id[parent] for child, parent in parents_of(units).items()}


@pytest.mark.parametrize(
    ("child", "parent"),
    [
        ("苏州市人民政府办公室", "苏州市人民政府"),
        ("苏州市公安局交通警察支队", "苏州市公安局"),
        ("国家税务总局苏州市税务局", "国家税务总局"),
        ("中国人民银行苏州市分行", "中国人民银行"),
    ],
)
def test_a_unit_belongs_to_the_one_that_its_name_begins_with(child, parent):
    assert parents(child, parent) == {child: parent}


def test_the_nearest_of_several_is_the_one():
    found = parents("苏州市人民政府", "苏州市人民政府办公室", "苏州市人民政府办公室秘书处")
    assert found["苏州市人民政府办公室秘书处"] == "苏州市人民政府办公室"


def test_a_bank_is_no_parent_of_the_commission_that_watches_over_banks():
    bank = Unit("000000/中国银行", "中国银行", "000000", "state", "enterprise")
    assert parents_of([bank, find_unit("中国银行业监督管理委员会")]) == {}


def test_units_beside_each_other_have_no_parent():
    assert parents("苏州市财政局", "苏州市审计局", "昆山市财政局") == {}


def test_a_unit_is_not_its_own_parent():
    assert parents("苏州市财政局", "苏州市财政局") == {}
