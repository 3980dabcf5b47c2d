from __future__ import annotations

import pytest

from planparse.lexicon.organs import looks_like_units


@pytest.mark.parametrize(
    "text",
    [
        "各乡镇",
        "各县市区",
        "各县（市、区）",
        "各镇街",
        "各区县",
        "各市、区",
        "各园区",
        "各乡镇（街道）",
        "各村（社区）",
        "城关镇",
        "城关镇、龙潭乡",
        "掌政镇、通贵乡人民政府",
        "人民银行宜昌市中心支行",
        "工商银行宜昌分行",
        "宜昌银行",
        "市一中",
        "市公安局、各县市区",
        "市交投集团、各县市区",
        "由市发改委牵头，市财政局、各区县配合落实",
        "市发改委等14个部门",
        "优化营商环境办公室",
        "市建设局、保障中心",
        "增城区、芗城区",
        "市财政局，按职责分工落实",
    ],
)
def test_lists_of_bodies_places_and_banks_look_like_units(text: str) -> None:
    assert looks_like_units(text)


@pytest.mark.parametrize(
    "text",
    [
        "加快智慧社区建设，完成公平街道、柳城街道、",
        "推进政务公开，加强解读。",
        "覆盖全市各乡镇",
        "全面完成城关镇、龙潭乡",
        "在各乡镇、各村开展宣传",
        "建成3个街道",
        "推动各部门、各单位",
        "2018年11月底前",
        "智慧社区建设",
        "落实各项政策措施",
        "10个乡镇",
        "进一步加快推进城关镇、龙潭乡",
        "特色小镇",
        "老旧小区",
        "组织开展政府、银行、企业对接",
    ],
)
def test_what_is_to_be_done_does_not_look_like_units(text: str) -> None:
    assert not looks_like_units(text)
