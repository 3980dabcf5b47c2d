"""Bytes become characters, whatever the file says of itself."""

import time

import pytest

from planparse.readers.charset import clean, decode

PLAN = "（五）公布县级以上集中式饮用水水源水质。责任单位：市生态环境局、市水利局\n"


def codes(decoded):
    return [warning.code for warning in decoded.warnings]


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
    ],
)
def test_text_is_read_without_being_told_its_charset(encoding, charset):
    decoded = decode(PLAN.encode(encoding))
    assert (decoded.text, decoded.charset, codes(decoded)) == (PLAN, charset, [])


def test_rare_characters_of_four_bytes_are_read():
    assert decode("䶮㙦𠮷市".encode("gb18030")).text == "䶮㙦𠮷市"


def test_gbk_under_a_utf8_label_is_gbk_and_warned_of():
    decoded = decode(PLAN.encode("gbk"), "utf-8")
    assert (decoded.text, codes(decoded)) == (PLAN, ["wrong_charset"])


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "x-gbk", "gb_2312-80", "GB18030"])
def test_names_of_one_family_do_not_contradict_each_other(declared):
    assert codes(decode(PLAN.encode("gbk"), declared)) == []


def test_utf8_under_a_gb2312_label_is_utf8_and_warned_of():
    decoded = decode(PLAN.encode(), "gb2312")
    assert (decoded.text, codes(decoded)) == (PLAN, ["wrong_charset"])


def test_two_characters_of_gbk_that_are_valid_utf8_follow_the_label():
    assert decode("牵头".encode("gbk"), "gb2312").text == "牵头"


def test_ascii_is_in_every_declared_charset():
    assert codes(decode(b"<p>2017</p>", "gbk")) == []


def test_declared_big5_is_read_as_big5():
    words = "（五）公布縣級以上集中式飲用水水源。責任單位：市生態環境局"
    decoded = decode(words.encode("big5"), "big5")
    assert (decoded.text, decoded.charset, codes(decoded)) == (words, "big5", [])


def test_gbk_under_a_big5_label_is_told_by_its_marks():
    decoded = decode(PLAN.encode("gbk"), "big5")
    assert (decoded.text, codes(decoded)) == (PLAN, ["wrong_charset"])


def test_declared_utf7_is_never_decoded_as_utf7():
    decoded = decode(b"+ADw-script+AD4-", "utf-7")
    assert (decoded.text, codes(decoded)) == ("+ADw-script+AD4-", ["wrong_charset"])


@pytest.mark.parametrize("declared", ["rot13", "base64", "zlib", "idna", "punycode", "no-such-set", "a" * 5000, "\0"])
def test_no_codec_that_is_no_charset_is_used(declared):
    assert decode(PLAN.encode("gbk"), declared).text == PLAN


def test_declared_latin_text_is_read_as_declared():
    decoded = decode("Größe ß ß ß ".encode("latin-1"), "iso-8859-1")
    assert decoded.text == "Größe ß ß ß "


@pytest.mark.parametrize("cut", [1, 2])
def test_file_cut_inside_its_last_character_is_still_utf8(cut):
    decoded = decode("市财政局".encode()[:-cut])
    assert (decoded.text, decoded.charset, codes(decoded)) == ("市财政", "utf-8", ["undecodable"])


def test_stray_byte_does_not_turn_utf8_into_gbk():
    decoded = decode(PLAN.encode() + b"\xff" + PLAN.encode())
    assert (decoded.text, decoded.charset, codes(decoded)) == (PLAN * 2, "utf-8", ["undecodable"])
    assert "1 bytes" in decoded.warnings[0].message


def test_stray_byte_in_gbk_is_left_out_and_counted():
    decoded = decode(PLAN.encode("gbk") + b"\xff\n" + PLAN.encode("gbk"))
    assert (decoded.text, decoded.charset, codes(decoded)) == (PLAN + "\n" + PLAN, "gb18030", ["undecodable"])


def test_control_characters_are_left_out_with_a_warning():
    decoded = decode("市\x00\x1b财\u202e政\u2066\ufffe\ufdd0\U0001ffff局\x7f".encode())
    assert (decoded.text, codes(decoded)) == ("市财政局", ["control_characters"])


def test_invisible_spaces_are_left_out_without_a_word():
    decoded = decode("市\u200b财\ufeff政\xad局".encode())
    assert (decoded.text, codes(decoded)) == ("市财政局", [])


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_end_becomes_one_line_feed(end):
    assert decode(f"一{end}二\t三".encode()).text == "一\n二\t三"


def test_cleaning_twice_changes_nothing():
    once, _ = clean("市\r\x00\n财\r\n\u200f政\u2028局")
    assert clean(once) == (once, 0)


@pytest.mark.parametrize("data", [b"", b"\xff" * 9, b"\xff\xfe\x00\xd8", b"\x81", b"\x00" * 5])
def test_nothing_fails_on_bytes_without_sense(data):
    decode(data).text.encode("utf-8", "strict")


@pytest.mark.parametrize("data", [PLAN.encode() * 45_000, PLAN.encode("gbk") * 65_000, b"\xff\x41" * 2_500_000])
def test_five_megabytes_take_no_time(data):
    start = time.perf_counter()
    decode(data)
    assert time.perf_counter() - start < 3  # measured: 0.2 s; the machine may be busy
