"""The numbers and dots that a browser shows are written before list items."""

import pytest

from webpages import lines


def test_numbers_that_the_browser_shows_are_written():
    assert lines("<ol><li>建立台账</li><li><p>按月通报</p></li><li value=7>督查</li></ol>") == [
        "1.建立台账",
        "2.按月通报",
        "7.督查",
    ]


@pytest.mark.parametrize(
    ("attributes", "number"),
    [
        ('start="3"', "3."),
        ('type="a"', "a."),
        ('type="I" start="4"', "IV."),
        ('style="list-style-type: cjk-ideographic" start="12"', "十二、"),
        ('style="list-style: none"', ""),
        ("reversed", "1."),
    ],
)
def test_ordered_lists_count_as_declared(attributes, number):
    assert lines(f"<ol {attributes}><li>督查</ol>") == [f"{number}督查"]


def test_dots_of_unordered_lists_are_written():
    assert lines("<ul><li>督查</ul>") == ["•督查"]


@pytest.mark.parametrize("tag", ["ol", "ul"])
def test_item_that_brings_its_own_number_gets_no_second_one(tag):
    assert lines(f"<{tag}><li>（一）督查<li>2.通报</{tag}>") == ["（一）督查", "2.通报"]
