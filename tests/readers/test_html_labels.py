"""Labels of a page and their values become one line: the metadata box."""

import pytest

from webpages import HEAD, TASK, outside, read

BOXES = [
    "<table><tr><td><b>索 引 号：</b><td>014/1<td><b>发布日期：</b><td>2031-03-08<tr><td>主题词：<td></table>",
    "<dl><dt>索 引 号<dd>014/1<dt>发布日期<dd>2031-03-08<dt>主题词：<dd></dl>",
    "<ul><li><b>索 引 号：</b>014/1<li><div>发布日期</div><div>2031-03-08</div><li>主题词：</ul>",
    "<div>索 引 号：<span>014/1</span></div><div>发布日期:2031-03-08</div><div>主题词：</div>",
]


@pytest.mark.parametrize("box", BOXES)
def test_each_label_and_value_are_one_line_outside(box):
    said = [text.replace(":", "：") for text in outside(f"{HEAD}{box}<div>{TASK * 6}</div>")]
    assert said == ["索引号：014/1", "发布日期：2031-03-08", "主题词："]


def test_box_of_labels_over_values_is_joined_by_column():
    box = "<table border=1><tr><td>索引号<td>发文字号<tr><td>014/1<td>云政办〔2031〕17号</table>"
    assert outside(HEAD + box + TASK * 6) == ["索引号：014/1", "发文字号：云政办〔2031〕17号"]


def test_white_space_inside_a_label_keeps_its_offsets():
    (line,) = read("<table><tr><td>标　　题：<td>通知</table>").parts
    assert [char.x0 for char in line.chars] == [0, 3, 4, 5, 6]


def test_box_whose_first_label_is_known_only_as_a_field_of_the_notice_is_a_box():
    box = (
        "<table><tr><td>发文机构<td>云泽市人民政府<td>发布文号<td>云政〔2031〕7号<tr><td>生成日期<td>2031-03-16</table>"
    )
    assert outside(HEAD + box + TASK * 6) == [
        "发文机构：云泽市人民政府",
        "发布文号：云政〔2031〕7号",
        "生成日期：2031-03-16",
    ]
