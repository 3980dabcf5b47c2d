from planparse.outputs.words import cut, drawable, ems, wrapped


def test_what_cannot_be_seen_goes_and_what_has_no_shape_is_marked():
    assert drawable("市审计局\u200b\n\x00 \ue000") == "市审计局 \ufffd \ufffd"


def test_every_sign_that_may_have_a_stand_in_counts_as_wide():
    assert ems("של") == 2.0
    assert ems("ab") < 1.2


def test_a_cut_line_ends_with_a_mark_and_fits():
    assert cut("很" * 80, 9) == "很" * 8 + "…"
    assert cut("很" * 9, 9) == "很" * 9


def test_lines_have_about_one_length():
    assert wrapped("市人力资源和社会保障局", 8, 2) == ["市人力资源和", "社会保障局"]
    assert wrapped("市审计局", 8, 2) == ["市审计局"]
    assert wrapped("", 8, 2) == []


def test_what_does_not_fit_into_the_last_line_is_cut():
    lines = wrapped("很" * 80, 8, 2)
    assert [len(line) for line in lines] == [8, 8]
    assert lines[-1].endswith("…")


def test_no_line_begins_with_a_mark_that_closes():
    assert not any(line[0] in "）、" for line in wrapped("各县（市、区）政府（管委会）", 5, 6))
