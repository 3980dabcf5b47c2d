import warnings

import matplotlib
import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from build import assignment, plan, task
from chinese_font import needs_font
from planparse.errors import OutputError
from planparse.graph.build import responsibility_graph
from planparse.lexicon.load import read_csv
from planparse.outputs.figures import MissingFont, draw, fonts
from planparse.outputs.figures.fonts import choose_font


@pytest.fixture
def graph():
    return responsibility_graph([plan(task(assignment("市审计局")))])


@needs_font
def test_no_glyph_is_missing_in_the_whole_vocabulary_of_units():
    names = [
        row["full_name"] + row["short_names"]
        for table in ("bodies", "local_bodies", "state_bodies")
        for row in read_csv(table)
    ]
    names += [row["name"] for row in read_csv("regions")]
    characters = "".join(sorted(set("".join(names))))
    assert len(characters) > 1_500
    font = choose_font(names)
    assert font.lacking == frozenset()
    figure = Figure()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        figure.text(0, 0, characters, fontproperties=FontProperties(fname=font.file), parse_math=False)
        figure.draw_without_rendering()
    assert [str(each.message) for each in caught] == []


@needs_font
def test_letters_of_other_scripts_may_have_a_stand_in_but_a_chinese_name_may_not():
    assert choose_font(["市审计局 שלום عربي"]).show("市审计局 שלום")[:4] == "市审计局"
    with pytest.raises(MissingFont, match="\U0003134a"):
        choose_font(["市审计局\U0003134a"])  # the last ideograph of Extension G, in no font here


@pytest.mark.parametrize("others", ["none", "latin"])
def test_without_a_chinese_font_the_error_names_what_to_install(graph, tmp_path, monkeypatch, others):
    # The fonts that come with matplotlib have no Chinese characters.
    latin = matplotlib.get_data_path() + "/fonts/ttf/DejaVuSans.ttf"
    monkeypatch.setattr(fonts, "_font_files", lambda: [] if others == "none" else [latin])
    with pytest.raises(MissingFont) as caught:
        draw(graph, tmp_path / "plan.png")
    text = str(caught.value)
    assert isinstance(caught.value, OutputError)
    assert "fonts-noto-cjk" in text
    assert "macOS" in text and "Windows" in text
    assert list(tmp_path.iterdir()) == []


def test_damaged_font_and_font_of_boxes_are_passed_over(monkeypatch, tmp_path):
    (tmp_path / "damaged.ttf").write_bytes(b"no font")
    boxes = matplotlib.get_data_path() + "/fonts/ttf/LastResortHE-Regular.ttf"
    monkeypatch.setattr(fonts, "_font_files", lambda: [str(tmp_path / "damaged.ttf"), boxes])
    with pytest.raises(MissingFont):
        choose_font(["责任单位"])


@needs_font
def test_first_font_that_has_every_character_is_chosen(monkeypatch):
    latin = matplotlib.get_data_path() + "/fonts/ttf/DejaVuSans.ttf"
    installed = fonts._font_files()
    monkeypatch.setattr(fonts, "_font_files", lambda: [latin, *installed])
    assert choose_font(["lead"]).file != choose_font(["牵头"]).file
    assert choose_font(["牵头"]).lacking == frozenset()
