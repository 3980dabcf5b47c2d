"""Confused characters are put right where one reading alone can be meant, and every repair is told."""

import pytest

pytest.importorskip("cv2", reason='planparse[ocr] is not installed: pip install "planparse[ocr]"')

from planparse.readers.scan.mend import mend
from planparse.readers.scan.rapid import Mark, PrintedLine


def mended(text):
    line = PrintedLine(0, 0, 100, 10, tuple(Mark(char, place * 10.0, 0.9) for place, char in enumerate(text)))
    (found,), told = mend([line])
    assert [mark.at for mark in found.marks] == [mark.at for mark in line.marks]
    return "".join(mark.text for mark in found.marks), told


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("2O17年6月底前", "2017年6月底前"),
        ("苏府办〔20I7〕141号", "苏府办〔2017〕141号"),
        ("6月3O日前完成", "6月30日前完成"),
        ("6月30曰前完成", "6月30日前完成"),
        ("市入民政府办公室", "市人民政府办公室"),
        ("引进入才300名", "引进人才300名"),
        ("负责入：王某", "负责人：王某"),
        ("市锐务局牵头", "市税务局牵头"),
        ("市巿场监督管理局", "市市场监督管理局"),
        ("办结时间不超过5个工作曰", "办结时间不超过5个工作日"),
    ],
)
def test_what_can_be_meant_in_one_way_alone_is_put_right_and_told(read, meant):
    text, told = mended(read)
    assert text == meant
    assert told


@pytest.mark.parametrize(
    "text",
    [
        "三季度末完成主城区改造",
        "清理长期未结算项目",
        "中国动力股份有限公司",
        "引人注目的成绩",
        "OA系统与IOT平台",
        "二〇一七年五月二十八日",
        "子曰：学而时习之",
        "市财政局、市审计局按职责分工负责",
        "土地管理士兵安置",
        "20世纪O型血",
    ],
)
def test_what_may_be_right_stays(text):
    assert mended(text) == (text, [])
