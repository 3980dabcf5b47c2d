from hypothesis import given
from hypothesis import strategies as st

from planparse.evaluate.match import Row, digest, normalise, pair_rows


def row(content: str, **fields) -> Row:
    return Row(fields.pop("goal", None), fields.pop("task", None), content, **fields)


def test_width_of_marks_and_white_space_do_not_count():
    assert normalise("各市（区）， 　市财政局\n") == normalise("各市(区),市财政局")


def test_nothing_and_an_empty_text_are_equal():
    assert normalise(None) == normalise("") == ""


@given(st.text(alphabet="市（区）()，,;；：:〔〕“”一1１２%％ \u3000\n"))
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


def test_equal_rows_pair_whatever_their_order():
    a, b = row("公开审计结果"), row("公开预算决算")
    assert pair_rows([a, b], [b, a]) == {0: 1, 1: 0}


def test_rows_of_equal_content_pair_by_their_other_fields():
    first, second = row("及时公开", task="（一）审计"), row("及时公开", task="（二）预算")
    assert pair_rows([first, second], [second, first]) == {0: 1, 1: 0}


def test_nearest_content_pairs_and_a_strange_one_stays_alone():
    gold = [row("及时公开审计查出问题整改落实情况"), row("推进财政预决算公开")]
    found = [row("举办政务开放日活动"), row("及时公开审计查出问题整改情况")]
    assert pair_rows(gold, found) == {0: 1}


def test_each_row_pairs_once():
    twice = row("及时公开审计查出问题整改落实情况")
    assert pair_rows([twice], [twice, twice]) == {0: 0}


def test_empty_contents_do_not_pair():
    assert pair_rows([row("")], [row("")]) == {}


def test_digest_of_a_content_is_that_of_its_parts():
    content = "推进“互联网＋政务服务”，\n" + "深化" * 30 + "公开目录"
    bare = "".join(content.split())
    assert digest(content) == digest(bare[:25], bare[-15:], len(bare))
    assert digest(content) != digest(content + "。")
