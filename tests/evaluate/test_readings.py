from planparse.evaluate.readings import Item, Reading, Tally, Wanted
from planparse.evaluate.score import Ratio

LIMIT = Item("年底前", (None, "2017-12-31"), "limit")
VAGUE = Item("年底前", (None, None), "vague")
OTHER = Item("6月底前", (None, "2017-06-30"), "limit")


def reading(wanted, found, **more):
    return Reading("d1", "年底前完成", tuple(wanted), tuple(found), **more)


def test_an_item_is_right_in_name_and_values():
    assert Wanted(LIMIT).accepts(LIMIT)
    assert not Wanted(LIMIT).accepts(VAGUE)
    assert not Wanted(LIMIT).accepts(OTHER)
    assert Wanted(LIMIT, also=((None, None),)).accepts(VAGUE)


def test_what_was_missed_and_what_is_too_many_are_told_apart():
    each = reading([Wanted(LIMIT)], [VAGUE, OTHER])
    assert each.unpaired() == ([LIMIT], [VAGUE, OTHER])
    assert (each.items(), each.names()) == (Ratio(0, 2, 1), Ratio(1, 2, 1))
    assert each.confusion() == {("limit", "vague"): 1, ("—", "limit"): 1}


def test_optional_item_is_not_missed():
    each = reading([Wanted(LIMIT, optional=True)], [])
    assert each.is_exact
    assert (each.items(), each.names()) == (Ratio(0, 0, 0), Ratio(0, 0, 0))


def test_another_value_that_is_right_too_confuses_nothing():
    each = reading([Wanted(LIMIT, also=((None, None),))], [VAGUE])
    assert each.is_exact
    assert each.confusion() == {("vague", "vague"): 1}


def test_right_item_under_another_label_is_confused():
    wanted = Item("各区", ("苏州市各区", "320500"), "county")
    each = reading([Wanted(wanted)], [Item("各区", ("苏州市各区", "320500"), "city")])
    assert each.is_exact
    assert each.confusion() == {("county", "city"): 1}


def test_marks_decide_and_counts_and_remarks_do_not():
    assert not reading([], [], marks={"by_duty": True}, marks_found={"by_duty": False}).is_exact
    each = reading([], [], counts={"same_as_right": (0, 3)}, remarks=("same_as 市财局, read —",))
    assert each.is_exact
    assert each.is_different
    assert not reading([], []).is_different


def test_tallies_add_up():
    both = Tally(1, 1, Ratio(2, 2, 2), Ratio(2, 2, 2)) + Tally(1, 0, Ratio(0, 1, 2), Ratio(1, 1, 2))
    assert both == Tally(2, 1, Ratio(2, 3, 4), Ratio(3, 3, 4))
    assert (both.share, Tally().share) == (0.5, 1.0)
