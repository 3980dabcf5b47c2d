from __future__ import annotations

import re

import pytest

from planparse.lexicon.furniture import is_file_name, is_foot, is_record
from planparse.lexicon.load import read_csv


def test_every_row_is_a_pattern_with_a_place_and_a_source() -> None:
    for row in read_csv("page_furniture"):
        re.compile(row["pattern"])
        assert row["place"] in ("foot", "record", "file"), row
        assert row["source"].strip(), row


@pytest.mark.parametrize(
    "text",
    [
        "扫一扫在手机打开当前页",
        "相关链接",
        "【打印】【关闭】",
        "[返回顶部][打印][关闭]滇ICP备05002135号",
        "网站标识码：3205000001",
        "京ICP备05070218号",
    ],
)
def test_the_foot_of_a_page_is_known(text: str) -> None:
    assert is_foot(text)


@pytest.mark.parametrize(
    "text",
    [
        "主办单位：市商务局",
        "主办单位：市体育局，承办单位：市教育局",
        "关闭散乱污企业",
        "相关政策解读",
        "无障碍阅读服务推广",
        "（一）打印机统一采购。",
        "相关单位要加强配合，确保完成。",
        "责任单位：市财政局",
    ],
)
def test_what_stands_in_a_plan_is_no_foot(text: str) -> None:
    assert not is_foot(text)


def test_the_record_of_a_notice_is_known() -> None:
    assert is_record("抄送：市委各部门，市人大常委会办公室。")
    assert is_record("溦州市人民政府办公室2023年3月5日印发")
    assert not is_record("2023年3月5日前印发实施方案。")


def test_the_name_of_a_file_is_known() -> None:
    assert is_file_name("附件：韶关市2017年政务公开工作要点分工方案.doc")
    assert is_file_name("附件下载：行动方案.pdf")
    assert not is_file_name("附件：任务分解表")
