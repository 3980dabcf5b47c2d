"""What every reader of strings keeps to, whatever the text: its spans, its order, and what was written reads back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from planparse.language.conventions import apply_rules, distinct, find_rules
from planparse.language.crf import WINDOW, read_units, spans_of, tags_of, windows
from planparse.language.dates import find_day, find_year, parse_day, parse_figures
from planparse.language.deadlines import read_deadlines, task_deadlines
from planparse.language.front_matter import cited_in, plan_region, plan_year, read_front_matter
from planparse.language.issuers import bodies_in, is_body, issuers_of_title, may_be_same
from planparse.language.metadata_box import fits, take_box
from planparse.language.normalise import GAP, normalise, squeeze
from planparse.language.numbers import SHARE, read_number, read_share, read_whole
from planparse.language.pipeline import read_references
from planparse.language.quantities import read_quantities
from planparse.language.references import find_cited, find_document_numbers, parse_document_number
from planparse.language.roles import first_unit_leads, matching_phrases, phrases, read_responsibility
from planparse.language.second_opinion import parse_responsibility
from planparse.language.segment import find_units, is_inside_word, segment, tokenise
from planparse.language.titles import KIND, find_title, text_of, title_of_file
from planparse.language.units import bracket_pairs, bracketed, is_name, segments, split_units
from planparse.lexicon.lookalikes import fold_lookalikes
from planparse.model.document import Line, Passage
from planparse.model.evidence import Evidence
from planparse.model.plan import DocumentNumber, Metadata, Role
from planparse.readers.flow import Strip
from planparse.tables.lines import passage_of
from planparse.units.collectives import class_of, is_collective, written
from planparse.units.document import distinct_units, resolve_all
from planparse.units.hierarchy import parents_of
from planparse.units.names import abbreviates, is_complete, plain, squeezed
from planparse.units.resolve import resolver, unit_by_id
from planparse.units.rules import kind_of, written_out
from strategies import (
    ALPHABET,
    UNITS,
    WIDE,
    counted,
    days,
    digit_by_digit,
    examples,
    last_of_month,
    plain_texts,
    sentences,
    spread,
    strips,
    texts,
    ways_to_write,
)

COLUMNS = st.sampled_from(["责任单位", "牵头单位", "配合单位", "inline", "trailing", "正文", None])


def assert_in_order(spots: Sequence[tuple[int, int]], text: str) -> None:
    """Each span holds something, lies in the text, and begins where the one before has ended."""
    reached = 0
    for start, end in spots:
        assert reached <= start < end <= len(text)
        reached = end


def assert_leads_back(spots: Sequence[Evidence], paragraphs: Sequence[str]) -> None:
    """Each place in a text format holds the words it cites, but for what kind of white space it was."""
    for spot in spots:
        assert spot.paragraph is not None
        assert spot.start is not None
        words = paragraphs[spot.paragraph - 1][spot.start : spot.end]
        assert ["" if mark.isspace() else mark for mark in words] == [mark.strip() for mark in spot.text]


def on_strip(text: str) -> Passage:
    """Read a text as one paragraph."""
    return passage_of(Strip("计划.txt").lines(text))


# Numbers.


@given(texts(8))
@examples(120)
def test_any_text_is_one_number_or_none(text: str) -> None:
    for words in (text, text.strip(), text[:6]):
        value = read_number(words)
        assert value is None or (value >= 0 and math.isfinite(value))
        assert read_whole(words) == (None if value is None or value % 1 else int(value))


@given(st.integers(1, 99_999_999))
@examples(150)
def test_a_number_reads_back_from_its_words(number: int) -> None:
    assert read_whole(counted(number)) == number
    assert read_whole(counted(number).replace("二千", "两千")) == number
    assert read_whole(digit_by_digit(number)) == number
    assert read_whole(f"{number:,}") == read_whole(str(number)) == number


@given(st.decimals(0, 9999, places=2, allow_nan=False), st.sampled_from([("", 1), ("万", 10**4), ("亿", 10**8)]))
@examples(80)
def test_a_figure_with_a_myriad_is_that_many_times_as_much(figure: float, myriad: tuple[str, int]) -> None:
    name, times = myriad
    assert read_number(f"{figure}{name}") == float(figure * times)


@given(st.integers(1, 99), st.integers(1, 99))
@examples(80)
def test_a_share_is_the_same_in_words_and_in_figures(some: int, whole: int) -> None:
    for text in (f"{whole}分之{some}", f"{counted(whole)}分之{counted(some)}"):
        match = SHARE.fullmatch(text)
        assert match is not None
        value = read_share(match)
        assert value is not None
        assert value[1] == "%"
        assert math.isclose(value[0], 100 * some / whole, abs_tol=0.005 + 1e-9)


@given(texts(12))
@examples(80)
def test_every_share_in_a_text_has_a_value_of_its_own_unit(text: str) -> None:
    for match in SHARE.finditer(normalise(text)):
        found = read_share(match)
        assert found is None or (found[0] >= 0 and found[1] in ("%", "‰"))


# Days and years.


@given(
    days(),
    st.sampled_from(["", "苏州市人民政府办公室 ", "（", "发布于"]),
    st.sampled_from(["", "印发", "）", " 10:19"]),
)
@examples(120)
def test_a_day_reads_back_from_every_script(day: date, before: str, behind: str) -> None:
    for words in ways_to_write(day):
        assert parse_day(words) == day
        assert find_day(before + words + behind) == day
    for mark in "-./":
        for words in (f"{day.year}{mark}{day.month}{mark}{day.day}", day.isoformat().replace("-", mark)):
            assert parse_figures(words) == day
            assert find_day(before + words + behind) == day
    assert parse_figures(ways_to_write(day)[0]) is None


@given(st.data(), days())
@examples(80)
def test_white_space_within_a_day_changes_nothing(data: st.DataObject, day: date) -> None:
    words = data.draw(spread(data.draw(st.sampled_from(ways_to_write(day))), " \u3000\n"))
    assert parse_day(words) == day


@given(texts())
@examples(120)
def test_any_text_has_a_day_and_a_year_or_none(text: str) -> None:
    day = parse_day(text)
    assert day is None or find_day(text) == day
    figures = parse_figures(text)
    assert figures is None or parse_day(text) is None
    find_day(text)
    year = find_year(text)
    assert year is None or 1900 <= year <= 2999


@given(st.integers(1950, 2097), st.sampled_from(["政务公开工作要点", "度工作计划", "重点工作任务分解", "民生实事"]))
@examples(80)
def test_the_year_of_a_title_is_read_in_both_scripts(year: int, words: str) -> None:
    assert find_year(f"苏州市{year}年{words}") == year
    assume(year >= 2000)
    assert find_year(f"苏州市{digit_by_digit(year)}年{words}") == year
    assert find_year(f"苏州市三年行动计划（{year}—{year + 2}年）") == year


# Time limits and targets.


@given(texts(), st.one_of(st.none(), days()), st.sampled_from(["content", "bracket", "column"]))
@examples(120)
def test_time_limits_come_in_order_and_lead_back(text: str, day: date | None, source: str) -> None:
    found = read_deadlines(text, date=day, source=source)
    spots = [each.evidence[0] for each in found]
    assert [(spot.start, spot.end) for spot in spots] == sorted((spot.start or 0, spot.end or 0) for spot in spots)
    for each, spot in zip(found, spots, strict=True):
        assert text[spot.start : spot.end] == spot.text
        assert squeeze(spot.text).text == squeeze(each.text).text
        assert each.start is None or each.end is None or each.start <= each.end
        assert each.source == source
        assert day is not None or source == "column" or not each.recurrence or each.start is None
    assert set(task_deadlines(found)) == {each for each in found if not each.reporting}


@given(st.data(), plain_texts(), days())
@examples(80)
def test_white_space_changes_no_time_limit(data: st.DataObject, text: str, day: date) -> None:
    once = read_deadlines(text, date=day)
    again = read_deadlines(data.draw(spread(text)), date=day)
    assert [replace(each, evidence=()) for each in again] == [replace(each, evidence=()) for each in once]


@given(days(2000, 2098), st.integers(1, 12), st.integers(0, 5))
@examples(120)
def test_a_time_limit_reads_back_from_its_words(signed: date, month: int, later: int) -> None:
    year = min(signed.year + later, 2099)
    end = last_of_month(date(year, month, 1))
    for words in (f"{year}年{month}月底前", f"{year}年{counted(month)}月底前", f"{year}年{month}月{end.day}日前"):
        (found,) = read_deadlines(f"{words}完成整改。", date=signed)
        assert (found.text, found.end) == (words, end)
    (found,) = read_deadlines(f"{month}月底前完成整改。", date=signed, year=year)
    assert found.end == end
    (found,) = read_deadlines("年底前完成整改。", date=signed, year=year)
    assert found.end == date(year, 12, 31)


@given(texts())
@examples(120)
def test_targets_come_in_order_and_lead_back(text: str) -> None:
    found = read_quantities(text)
    spots = [each.evidence[0] for each in found]
    assert [spot.start for spot in spots] == sorted(spot.start or 0 for spot in spots)
    for each, spot in zip(found, spots, strict=True):
        assert text[spot.start : spot.end] == spot.text
        assert math.isfinite(each.value)
        assert (each.comparator == "range") is (each.value_high is not None)
        assert each.value_high is None or each.value <= each.value_high


@given(st.data(), plain_texts())
@examples(80)
def test_white_space_changes_no_target(data: st.DataObject, text: str) -> None:
    once = read_quantities(text)
    again = read_quantities(data.draw(spread(text)))
    assert [replace(each, evidence=()) for each in again] == [replace(each, evidence=()) for each in once]


@given(plain_texts(), days())
@examples(80)
def test_full_width_figures_and_marks_change_no_value(text: str, day: date) -> None:
    wide = text.translate(WIDE)
    for narrow, other in zip(read_deadlines(text, date=day), read_deadlines(wide, date=day), strict=True):
        assert replace(other, text="", evidence=()) == replace(narrow, text="", evidence=())
    for one, another in zip(read_quantities(text), read_quantities(wide), strict=True):
        assert replace(another, text="", evidence=()) == replace(one, text="", evidence=())
    numbers = [(each.number.year, each.number.serial) for each in find_document_numbers(text)]
    assert [(each.number.year, each.number.serial) for each in find_document_numbers(wide)] == numbers
    words = read_responsibility(text, "责任单位")
    assert [(normalise(each.unit), each.role) for each in read_responsibility(wide, "责任单位")] == [
        (normalise(each.unit), each.role) for each in words
    ]


# Document numbers and titles that are cited.

CODES = st.sampled_from(
    ["苏府办", "国办发", "浙政办发", "沪府发", "湖政办函", "国发", "杭政办", "苏府", "澜府办", "川办规"]
)


@given(
    CODES,
    st.integers(1950, 2099),
    st.integers(1, 9999),
    st.sampled_from(["〔〕", "[]", "【】", "（）", "［］", "﹝﹞"]),
)
@examples(120)
def test_a_document_number_reads_back(code: str, year: int, serial: int, brackets: str) -> None:
    number = DocumentNumber(code, year, serial, f"{code}〔{year}〕{serial}号")
    words = f"{code}{brackets[0]}{year}{brackets[1]}{serial}号"
    for text in (words, f"根据《工作要点》（{words}）精神", f"文号：{words}", words.replace("", " ").strip()):
        assert parse_document_number(text) == number
    assert DocumentNumber.from_canonical(number.text) == number


@given(texts(16))
@examples(150)
def test_document_numbers_come_in_order_and_their_own_words_read_back(text: str) -> None:
    found = list(find_document_numbers(text))
    assert_in_order([(each.start, each.end) for each in found], text)
    assert parse_document_number(text) == (found[0].number if found else None)
    for each in found:
        assert DocumentNumber.from_canonical(each.number.text) == replace(each.number, repaired=False)
        again = parse_document_number(text[each.start : each.end])
        assert again is None or again.serial == each.number.serial


@given(texts(16))
@examples(120)
def test_cited_titles_come_in_order_and_stand_in_their_marks(text: str) -> None:
    found = list(find_cited(text))
    assert_in_order([(each.start, each.end) for each in found], text)
    for each in found:
        assert text[each.start :].startswith(f"《{each.title}》")
    every = read_references(text)
    assert [each.start for each in every] == sorted(each.start for each in every)
    assert [each for each in every if each in found] == found
    assert len({(each.start, each.end) for each in every}) == len(every)


@given(st.lists(plain_texts(4).map(lambda text: text.translate(dict.fromkeys(map(ord, "《》()（）")))).filter(bool)))
@examples(50)
def test_each_title_in_its_marks_is_cited_once(titles: list[str]) -> None:
    passage = on_strip("".join(f"落实《{title}》，" for title in titles))
    wanted = ["".join(title.split()) for title in titles]
    assert [each.title for each in cited_in([passage])] == list(dict.fromkeys(wanted))


# The front of a document.


@given(strips(), st.one_of(st.none(), texts(4)), st.integers(0, 12))
@examples(80)
def test_the_front_of_any_document_is_read_and_every_field_leads_back(
    given: tuple[list[str], list[Line]], title: str | None, cut: int
) -> None:
    paragraphs, lines = given
    front = read_front_matter(lines[:cut], behind=lines[cut:], title=title, published=title)
    for spots in front.metadata.evidence.values():
        assert_leads_back(spots, paragraphs)
    assert front == read_front_matter(lines[:cut], behind=lines[cut:], title=title, published=title)
    shown = "".join(fold_lookalikes(line.text) for line in lines)
    assert "".join((front.metadata.title or "").split()) in shown
    assert front.metadata.issuers == tuple((front.metadata.issuer or "").split())
    plan_year(front.metadata)
    plan_region(front.metadata)


@given(
    st.sampled_from(["苏州市人民政府办公室", "杭州市人民政府", "中共苏州市委办公室", "湖州市财政局"]),
    CODES,
    st.integers(2001, 2098),
    st.integers(1, 9999),
    st.sampled_from(["政务公开", "政府投资项目", "营商环境", "民生实事"]),
    days(2001, 2098),
    st.integers(0, 3),
    st.lists(sentences(), min_size=1, max_size=3),
)
@examples(60)
def test_a_notice_reads_back(
    issuer: str, code: str, year: int, serial: int, what: str, day: date, script: int, body: list[str]
) -> None:
    title = f"关于印发{year}年{what}工作要点的通知"
    strip = Strip("通知.txt")
    written = [
        f"{code}〔{year}〕{serial}号",
        title,
        "各市、区人民政府，市各有关部门：",
        *body,
        issuer,
        ways_to_write(day)[script],
        "（此件公开发布）",
    ]
    front = read_front_matter([line for text in written for line in strip.lines(text)])
    about = front.metadata
    assert about.document_number == DocumentNumber(code, year, serial, f"{code}〔{year}〕{serial}号")
    assert (about.title, about.issuers, about.signed_date) == (title, (issuer,), day)
    assert about.addressees == ("各市、区人民政府", "市各有关部门")
    assert about.disclosure == "此件公开发布"
    assert plan_year(about) == year
    assert not front.warnings


@given(texts(10))
@examples(80)
def test_names_of_bodies_are_parts_of_their_line(text: str) -> None:
    passage = on_strip(text)
    bodies = bodies_in(passage)
    assert "".join(each.text for each in bodies) in (
        passage.text,
        "".join(passage.text.split("、")),
        "".join(passage.text.replace("、", " ").split()),
    )
    for each in issuers_of_title(passage):
        assert is_body(each.text)
        assert len(each.text) == len(each.chars)


@given(st.lists(st.sampled_from(UNITS), min_size=1, max_size=6), st.sampled_from(["、", " ", "　"]))
@examples(50)
def test_bodies_side_by_side_are_told_apart(names: list[str], mark: str) -> None:
    assert [each.text for each in bodies_in(on_strip(mark.join(names)))] == names


@given(texts(6), texts(6))
@examples(80)
def test_whether_names_may_be_the_same_does_not_depend_on_their_order(name: str, other: str) -> None:
    assert may_be_same(name, other) == may_be_same(other, name)
    assert may_be_same(name, name)
    assert may_be_same(name, name + other)


@given(strips())
@examples(80)
def test_a_line_is_of_the_box_or_left_as_it_is(given: tuple[list[str], list[Line]]) -> None:
    paragraphs, lines = given
    placed = [(line, passage_of([line])) for line in lines]
    said, left = take_box(placed)
    rest = iter(placed)
    assert all(any(each is line for line in rest) for each in left)
    for name, text in said:
        assert name != "other"
        assert_leads_back(text.evidence(), paragraphs)
        fits(name, text.text)
    if len(left) == len(placed):
        assert not said


@given(st.integers(2001, 2098), CODES, st.integers(1, 999), days(), st.permutations(range(3)))
@examples(50)
def test_labels_in_any_order_say_the_same(year: int, code: str, serial: int, day: date, order: Sequence[int]) -> None:
    number = f"{code}〔{year}〕{serial}号"
    labels = ("发文机关：苏州市人民政府办公室", f"发文字号：{number}", f"发布日期：{day}")
    strip = Strip("页面.html")
    lines = [line for place in order for line in strip.lines(labels[place])]
    said, left = take_box([(line, passage_of([line])) for line in lines])
    assert not left
    assert {name: text.text for name, text in said} == {
        "issuer": "苏州市人民政府办公室", "document_number": number, "published_date": str(day),
    }  # fmt: skip


@given(strips(), st.one_of(st.none(), texts(4)))
@examples(80)
def test_a_title_is_lines_that_follow_each_other(given: tuple[list[str], list[Line]], file: str | None) -> None:
    _, lines = given
    placed = [(line, passage_of([line])) for line in lines]
    found = find_title(placed)
    if found:
        first = next(place for place, line in enumerate(lines) if line is found[0][0])
        assert list(found) == placed[first : first + len(found)]
        assert KIND.search(text_of(found).text)
    title = title_of_file(file, placed)
    assert not title or title in [text for _, text in placed]


# Units and roles.


@given(texts())
@examples(80)
def test_units_of_a_list_come_in_order_and_lead_back(text: str) -> None:
    found = split_units(text)
    assert_in_order([(each.start, each.end) for each in found], text)
    for each in found:
        assert each.text
        assert not GAP.search(each.text)
        assert 0 < each.sure <= 1


@given(st.text("()（）[]【】〔〕《》“”市局、", max_size=20), st.integers(0, 20), st.integers(0, 20))
@examples(120)
def test_brackets_are_in_pairs_that_do_not_cross(text: str, first: int, last: int) -> None:
    plain = normalise(text)
    pairs = bracket_pairs(plain, first, min(last, len(plain)))
    assert_in_order([(opened, closed + 1) for opened, closed in pairs], plain)
    inside = bracketed(plain)
    assert [place for place, each in enumerate(inside) if each] == [
        place for opened, closed in bracket_pairs(plain, 0, len(plain)) for place in range(opened, closed + 1)
    ]
    cut = list(segments(plain, inside, 0, len(plain)))
    assert_in_order([(start, end) for start, end, _, _ in cut], plain)


@given(texts(), COLUMNS)
@examples(80)
def test_the_second_reader_changes_no_unit_and_no_role(text: str, column: str | None) -> None:
    first, both = read_responsibility(text, column), parse_responsibility(text, column)
    plain = [replace(each, confidence=1, needs_review=False, alternatives=()) for each in first]
    assert [replace(each, confidence=1, needs_review=False, alternatives=()) for each in both] == plain
    assert all(0 < each.confidence <= 1 for each in both)


@given(st.lists(st.sampled_from(UNITS), min_size=2, max_size=6, unique=True), st.integers(1, 5), st.booleans())
@examples(80)
def test_every_unit_of_a_phrase_has_its_role_once(names: list[str], leaders: int, in_order: bool) -> None:
    lead, help_ = names[:leaders], names[leaders:]
    text = f"{'、'.join(lead)}牵头" + (f"，{'、'.join(help_)}配合" if help_ else "")
    found = read_responsibility(text, "责任单位")
    assert [each.unit for each in found] == names
    assert {each.role for each in found[:leaders]} <= {Role.LEAD, Role.JOINT_LEAD}
    assert {each.role for each in found[leaders:]} <= {Role.COOPERATE}


@given(texts(), st.sampled_from(["、", "，", ""]))
@examples(80)
def test_role_phrases_and_rules_are_known_ones(text: str, mark: str) -> None:
    assert set(matching_phrases(text)) <= {phrase.name for phrase in phrases()}
    strip = Strip("计划.txt")
    rules = find_rules(passage_of(strip.lines(text)))
    for rule in rules:
        assert_leads_back(rule.convention.evidence, [text])
    assert first_unit_leads(text) == first_unit_leads(normalise(text))
    assert len(distinct(rules)) <= len(rules)
    given = read_responsibility(mark.join((UNITS[0], text)), "责任单位")
    changed = apply_rules(given, rules, has_lead_column=False)
    assert [each.unit for each in changed[: len(given)]] == [each.unit for each in given]


@given(texts(40))
@examples(80)
def test_the_second_reader_gives_names_in_order(text: str) -> None:
    found = read_units(text)
    assert_in_order([(each.start, each.end) for each in found], text)
    for each in found:
        assert 0 <= each.probability <= 1
        assert squeeze(text[each.start : each.end]).text == normalise(each.text)


@given(st.text(ALPHABET, max_size=100), st.integers(1, 12))
@examples(50)
def test_windows_cover_a_text_of_any_length(text: str, times: int) -> None:
    whole = text * times
    cut = list(windows(whole))
    assert "".join(whole[start:end] for start, end in cut) == whole
    assert all(end - start <= WINDOW for start, end in cut)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(2, 6)), max_size=8), st.integers(0, 3))
@examples(50)
def test_names_read_back_from_their_tags(parts: list[tuple[int, int]], behind: int) -> None:
    spans, reached = [], 0
    for gap, length in parts:
        spans.append((reached + gap, reached + gap + length))
        reached += gap + length
    assert spans_of(tags_of(reached + behind, spans)) == spans


# Words.


@given(texts(), COLUMNS)
@examples(60)
def test_units_found_in_a_text_and_its_words_are_spans_in_order(text: str, column: str | None) -> None:
    assert_in_order(find_units(text, column), text)
    tokens = tokenise(text, column=column)
    assert_in_order([(token.start, token.end) for token in tokens], text)
    assert normalise("".join(token.text for token in tokens)) == squeeze(text).text
    if column is None:
        assert segment(text) == tuple(token.text for token in tokens)
    assert is_inside_word(text[:7], text[7:]) in (True, False)
    is_name(text)


# Names of units.


@given(
    texts(6), st.sampled_from(["苏州市人民政府", "杭州市财政局", None]), st.sampled_from(["2009", "2017-05-28", None])
)
@examples(60)
def test_keys_of_names_are_settled_and_a_document_resolves_alike(
    text: str, issuer: str | None, day: str | None
) -> None:
    key = squeezed(text)
    assert plain(plain(key)) == plain(key)
    assert written_out(written_out(key)) == written_out(key)
    assert written(written(key)) == written(key)
    assert class_of(class_of(key)) == class_of(key)
    assert isinstance(is_collective(key), bool)
    is_complete(key)
    assert not abbreviates(key, key)
    assert isinstance(kind_of(key), str)
    assume(text.strip())
    resolve = resolver(issuer, day)
    mentions = (text, *UNITS[:3])
    found = resolve_all(mentions, resolve)
    assert list(found) == list(dict.fromkeys(mentions))
    again = resolve_all(reversed(mentions), resolve)
    assert {mention: each.unit for mention, each in found.items()} == {
        mention: each.unit for mention, each in again.items()
    }
    units = distinct_units(each.unit for each in found.values() if each.unit is not None)
    assert [unit.id for unit in units] == sorted({unit.id for unit in units})
    parents = parents_of(units)
    assert all(child != parent and unit_by_id(child) for child, parent in parents.items())
    assert plan_year(Metadata(title=text)) == find_year(text)
