"""Rules found in pictures of tables drawn by hand."""

import pytest

cv2 = pytest.importorskip("cv2", reason='planparse[ocr] is not installed: pip install "planparse[ocr]"')
np = pytest.importorskip("numpy")

from PIL import Image, ImageDraw, ImageFont  # noqa: E402

from chinese_font import needs_font  # noqa: E402
from planparse.outputs.figures.fonts import choose_font  # noqa: E402
from planparse.readers.scan.grid import find_rules, find_specks  # noqa: E402

SCALE = 200 / 72
COLUMNS, ROWS = (60, 120, 400, 530), (80, 100, 240, 400)


def picture(columns=COLUMNS, rows=ROWS, thickness=2):
    page = np.full((1400, 1654), 255, np.uint8)
    for x in columns:
        cv2.line(page, at(x, rows[0]), at(x, rows[-1]), 0, thickness)
    for y in rows:
        cv2.line(page, at(columns[0], y), at(columns[-1], y), 0, thickness)
    return page


def at(x, y):
    return round(x * SCALE), round(y * SCALE)


def print_words(page, x, y, words, size=10.5):
    """Print words, their first character at this place, on a page of grey pixels."""
    font = ImageFont.truetype(choose_font([words]).file, round(size * SCALE))
    sheet = Image.fromarray(page)
    ImageDraw.Draw(sheet).text(at(x, y), words, font=font, fill=0)
    page[:] = np.asarray(sheet)


def expect_grid(rules, columns=COLUMNS, rows=ROWS):
    level = sorted(rule.top for rule in rules if rule.horizontal)
    upright = sorted(rule.x0 for rule in rules if not rule.horizontal)
    assert level == pytest.approx(rows, abs=0.6)
    assert upright == pytest.approx(columns, abs=0.6)


def test_the_rules_of_a_table_are_found_where_they_are_drawn_and_end_at_each_other():
    rules, _ = find_rules(picture(), SCALE)
    expect_grid(rules)
    upright = {rule.x0 for rule in rules if not rule.horizontal}
    assert all({rule.x0, rule.x1} <= upright for rule in rules if rule.horizontal)


@needs_font
def test_words_are_no_rules_and_stay_when_the_rules_are_taken_away():
    page, words = picture(), np.full_like(picture(), 255)
    for x, y, text in ((130, 110, "推进政务公开三年行动"), (130, 125, "一二三十工王"), (410, 110, "市财政局牵头")):
        print_words(page, x, y, text)
        print_words(words, x, y, text)
    rules, without = find_rules(page, SCALE)
    expect_grid(rules)
    assert (without[words < 100] < 160).mean() > 0.99
    assert (without[round(80 * SCALE), 200:1400] > 200).all(), "the rules are gone"


@needs_font
@pytest.mark.parametrize("words", ["苏州市人民政府办公室文件", "二〇一七年工作要点实施方案"])
def test_a_title_in_large_print_is_no_rule(words):
    page = np.full((600, 1654), 255, np.uint8)
    print_words(page, 60, 60, words, 26)
    rules, without = find_rules(page, SCALE)
    assert rules == [] and (without == page).all()


@pytest.mark.parametrize("gap", [2, 6])
def test_a_broken_rule_is_one(gap):
    page = picture()
    page[:, 300 : 300 + gap] = 255
    page[500 : 500 + gap, :] = 255
    rules, _ = find_rules(page, SCALE)
    expect_grid(rules)


def test_a_merged_cell_keeps_its_rules_short():
    page = picture()
    page[round(102 * SCALE) : round(238 * SCALE), round(399 * SCALE) : round(402 * SCALE)] = 255
    rules, _ = find_rules(page, SCALE)
    cut = sorted((rule.top, rule.bottom) for rule in rules if not rule.horizontal and abs(rule.x0 - 400) < 1)
    assert [value for pair in cut for value in pair] == pytest.approx([80, 100, 240, 400], abs=2.5)


def test_a_black_bar_is_no_rule():
    page = picture()
    cv2.rectangle(page, at(60, 430), at(530, 450), 0, -1)
    expect_grid(find_rules(page, SCALE)[0])


@pytest.mark.parametrize(("darker", "grain"), [(20, 0), (40, 6)])
def test_a_hairline_is_a_rule_if_it_is_darker_than_the_grain_of_the_paper(darker, grain):
    page = np.full((1400, 1654), 255.0) - np.abs(np.random.default_rng(1).normal(0, grain, (1400, 1654)))
    page[round(100 * SCALE), round(60 * SCALE) : round(530 * SCALE)] -= darker
    rules, _ = find_rules(np.clip(page, 0, 255).astype(np.uint8), SCALE)
    (rule,) = rules
    assert [rule.x0, rule.top, rule.x1] == pytest.approx([60, 100, 530], abs=1.5)


def test_the_grain_of_paper_is_no_rule():
    page = 255 - np.abs(np.random.default_rng(1).normal(0, 12, (1400, 1654)))
    assert find_rules(page.astype(np.uint8), SCALE)[0] == []


def test_a_rule_goes_on_below_a_seal_and_over_no_other_gap():
    page, lost = np.full((600, 1654), 255, np.uint8), np.zeros((600, 1654), bool)
    for y in (80, 120):
        page[round(y * SCALE), round(60 * SCALE) : round(530 * SCALE)] = 200
    page[:, round(300 * SCALE) : round(360 * SCALE)] = 255
    lost[: round(100 * SCALE), round(300 * SCALE) : round(360 * SCALE)] = True
    rules, _ = find_rules(page, SCALE, lost)
    assert sorted((rule.x0, rule.x1) for rule in rules) == [
        pytest.approx(ends, abs=1) for ends in ((60, 300), (60, 530), (360, 530))
    ]


@needs_font
def test_specks_far_from_print_are_found_and_points_and_strokes_are_not():
    page = np.full((600, 1654), 255, np.uint8)
    print_words(page, 60, 60, "推进、公开。六点，小心；i.5 心", 14)
    words = page.copy()
    for x, y in ((40, 65), (300, 70), (500, 150)):
        cv2.circle(page, at(x, y), 3, 60, -1)
    page[find_specks(page, SCALE)] = 255
    assert (page == words).all()


def test_streaks_and_folds_are_no_rules():
    page = picture()
    page[:, round(300 * SCALE)] = 0  # of the drum, over all the page
    page[round(320 * SCALE) :, round(30 * SCALE)] = 0  # and beside the table
    page[round(420 * SCALE)] = 0
    expect_grid(find_rules(page, SCALE)[0])


def test_the_uprights_of_a_row_as_high_as_the_page_are_rules():
    page = np.full((1400, 1654), 255, np.uint8)
    for x in COLUMNS:
        cv2.line(page, at(x, 60), at(x, 450), 0, 2)
    assert sorted(rule.x0 for rule in find_rules(page, SCALE)[0]) == pytest.approx(COLUMNS, abs=0.6)
