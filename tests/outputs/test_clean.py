import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from planparse.outputs.clean import FORMULA, legal_text, plain_text, safe_cell, whole_text, xml_attribute, xml_text

any_text = st.text(st.characters() | st.sampled_from("&<>\"'\t\n\r\u0085\u2028]"), max_size=20)


def by_lxml(text: str) -> tuple[str, str]:
    """A text between tags, and one in an attribute, as lxml writes them."""
    out = io.BytesIO()
    with etree.xmlfile(out, encoding="utf-8") as xml, xml.element("a", b=text):
        xml.write(text)
    opening, _, rest = out.getvalue().decode().removeprefix('<a b="').partition('">')
    return rest.removesuffix("</a>"), opening


@given(any_text)
def test_xml_is_written_as_lxml_writes_it_but_for_two_ends_of_lines(text):
    # xmldom (graphology) turns U+0085 and U+2028 into newlines unless they stand as references.
    legal = plain_text(legal_text(text))
    ours = [
        written.replace("&#133;", "\u0085").replace("&#8232;", "\u2028")
        for written in (xml_text(text), xml_attribute(legal))
    ]
    assert tuple(ours) == by_lxml(legal)


@given(any_text)
def test_text_and_attribute_come_back_from_a_parser(text):
    legal = plain_text(legal_text(text))
    element = etree.fromstring(f'<a b="{xml_attribute(legal)}">{xml_text(text)}</a>')
    assert (element.get("b"), element.text or "") == (legal, legal)


@given(any_text)
def test_whole_text_can_be_written_as_utf_8_and_nothing_else_is_changed(text):
    clean = whole_text(text)
    clean.encode()
    assert len(clean) == len(text)
    assert all(a == b or "\ud800" <= b <= "\udfff" for a, b in zip(clean, text, strict=True))


def test_no_letter_or_digit_of_unicode_hides_a_formula():
    # `safe_cell` looks no further when a text begins with one.
    for code in range(0x110000):
        if chr(code).isalnum():
            assert unicodedata.normalize("NFKC", chr(code)).lstrip()[:1] not in FORMULA, hex(code)


@pytest.mark.parametrize("char", ["\x00", "\ud800", "\ufffe", "\uffff", "\x1f"])
def test_no_illegal_character_is_printable(char):
    assert not char.isprintable()
    assert legal_text(char) == "\ufffd"


@given(st.text(st.characters(), max_size=5))
def test_safe_cell_twice_is_safe_cell_once(text):
    assert safe_cell(safe_cell(text)) == safe_cell(text)
