import copy
import io
import os
import re
import subprocess
import sys
import warnings

import matplotlib
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from build import assignment, plan, task
from planparse.errors import OutputError, UsageError
from planparse.graph.build import responsibility_graph
from planparse.model.plan import Role
from planparse.outputs import figures
from planparse.outputs.figures import MissingFont, choose_font, draw


def chinese_font_installed() -> bool:
    try:
        choose_font(["责任单位牵头配合"])
    except MissingFont:
        return False
    return True


needs_font = pytest.mark.skipif(
    not chinese_font_installed(), reason="no Chinese font is installed (Debian: fonts-noto-cjk)"
)


def words(figure: Figure) -> list[str]:
    """All text drawn, lines of one label one by one, in drawing order."""
    return [text.get_text() for text in figure.axes[0].texts]


def cells(figure: Figure, role: Role) -> int:
    """Cells of a role; its square in the legend is one of the patches of its colour."""
    colour = figures.STYLES[role][0].lower()
    return sum(to_hex(patch.get_facecolor()) == colour for patch in figure.axes[0].patches) - 1


def unit_rows(figure: Figure, *names: str) -> list[str]:
    """These unit names in the order in which they stand, from top to bottom."""
    found = [text for text in figure.axes[0].texts if text.get_text() in names]
    return [text.get_text() for text in sorted(found, key=lambda text: text.get_position()[1])]


@pytest.fixture
def graph():
    return responsibility_graph(
        [
            plan(
                task(assignment("市编办", "responsible"), assignment("各市（区）", "responsible", collective=True)),
                task(assignment("市审计局", "lead"), assignment("市财政局", "cooperate"), id="t002"),
                task(
                    *(assignment(name, "joint_lead") for name in ("市财政局", "市发改委")),
                    assignment("各市（区）", "responsible", collective=True),
                    id="t003",
                    goal="二、以政务公开助力重大改革事项落到实处",
                ),
            )
        ]
    )


def many(rows: int):
    """A graph of one plan with so many tasks, each led by a unit of its own."""
    return responsibility_graph([plan(*(task(assignment(f"第{n}处"), id=f"t{n:03}") for n in range(1, rows + 1)))])


@needs_font
def test_every_role_has_its_cells_and_its_place_in_the_legend(graph):
    figure = draw(graph)
    assert [cells(figure, role) for role in (Role.LEAD, Role.JOINT_LEAD, Role.RESPONSIBLE, Role.COOPERATE)] == [
        1,
        2,
        3,
        1,
    ]
    shown = words(figure)
    assert {"牵头 lead", "分别牵头 joint lead", "责任 responsible", "配合 cooperate"} <= set(shown)
    assert "督导 supervise" not in shown, "roles that do not occur are not in the legend"


@needs_font
def test_units_that_lead_come_first_and_collectives_last(graph):
    names = ("市编办", "各市（区）", "市审计局", "市财政局", "市发改委")
    assert unit_rows(draw(graph), *names) == ["市财政局", "市审计局", "市发改委", "市编办", "各市（区）"]


@needs_font
def test_unit_with_two_roles_in_one_task_has_both_colours():
    both = plan(task(assignment("市财政局", "guide"), assignment("市财政局", "lead")))
    figure = draw(responsibility_graph([both]))
    assert (cells(figure, Role.LEAD), cells(figure, Role.GUIDE)) == (1, 1)
    assert "1 unit · 1 task · 2 assignments" in words(figure)


@needs_font
def test_edges_left_out_are_told():
    unsure = plan(task(assignment("市审计局"), assignment("市财政局", "cooperate", confidence=0.4)))
    figure = draw(responsibility_graph([unsure], min_confidence=0.5))
    assert "1 unit · 1 task · 1 assignment · 1 left out, confidence below 0.5" in words(figure)


@needs_font
def test_few_tasks_show_their_words_and_many_their_ids():
    few, lots = words(draw(many(12))), words(draw(many(13)))
    assert any(text.startswith("t001 及时公开") for text in few)
    assert "t013" in lots
    assert not any(text.startswith("t001 ") for text in lots)


@needs_font
def test_figure_grows_with_the_graph():
    small, large = draw(many(20)), draw(many(60))
    assert large.get_figwidth() - small.get_figwidth() == pytest.approx(40 * figures.CELL)
    assert large.get_figheight() - small.get_figheight() == pytest.approx(40 * figures.CELL)


@needs_font
def test_title_is_the_plans_own_unless_one_is_given(graph):
    assert "".join(words(draw(graph))).startswith("市政府办公室关于印发苏州市2017年政务公开工作要点实施方案的通知")
    assert words(draw(graph, title="苏州市2017年责任矩阵"))[0] == "苏州市2017年责任矩阵"


@needs_font
def test_equal_names_of_two_plans_are_two_rows_told_apart():
    number = plan().metadata.document_number
    plans = [
        plan(task(assignment("市财政局")), name="a.pdf"),
        plan(task(assignment("市财政局")), name="b.pdf", metadata={"document_number": None, "title": "无锡方案"}),
    ]
    assert {f"市财政局 {number}", "市财政局 无锡方案"} <= set(words(draw(responsibility_graph(plans))))


@needs_font
def test_no_glyph_is_missing_even_in_hostile_words():
    # A zero-width space, a private-use glyph, an emoji, a NUL, and what matplotlib would take for a formula.
    hostile = plan(
        task(assignment("市审计局\u200b\ue000😀"), assignment("$x^{$", "cooperate"), content="\x00预算\n公开")
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        figure = draw(responsibility_graph([hostile]))
        figure.savefig(io.BytesIO(), format="png")
    assert [str(w.message) for w in caught if "missing" in str(w.message)] == []
    shown = words(figure)
    assert "$x^{$" in shown
    (unit,) = (text for text in shown if text.startswith("市审计局"))
    assert len(unit) == len("市审计局") + 2, "what cannot be shown has a stand-in, the invisible has none"


@needs_font
def test_no_text_leaves_the_figure_and_no_two_texts_overlap():
    long = "江苏省苏州市人力资源和社会保障局职业技能鉴定与就业服务中心（筹）"
    tasks = [
        task(assignment(long), assignment(f"第{n}处", "cooperate"), id=f"t{n:03}", goal=f"{n % 7}、以政务公开助力民生")
        for n in range(1, 20)
    ]
    figure = draw(responsibility_graph([plan(*tasks)]))
    figure.savefig(io.BytesIO(), format="png", dpi=figure.dpi)
    whole = figure.bbox
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    for box in boxes:
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= whole.width and box.y1 <= whole.height
    slack = 2  # pixels of 200 an inch: neighbouring lines may touch, not cover each other
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            across = min(one.x1, other.x1) - max(one.x0, other.x0)
            down = min(one.y1, other.y1) - max(one.y0, other.y0)
            assert across <= slack or down <= slack


@needs_font
@pytest.mark.parametrize(("ending", "opening"), [(".svg", b"<?xml"), (".pdf", b"%PDF")])
def test_same_graph_gives_the_same_drawing_in_lines(graph, tmp_path, ending, opening):
    draw(graph, tmp_path / f"a{ending}")
    draw(graph, tmp_path / f"b{ending}")
    data = (tmp_path / f"a{ending}").read_bytes()
    assert data == (tmp_path / f"b{ending}").read_bytes()
    assert data.startswith(opening)
    assert not re.search(rb"20[0-9]{2}-[01][0-9]-|CreationDate|Matplotlib v", data), "no date, no version"


@needs_font
def test_words_of_a_drawing_in_lines_need_no_font(graph, tmp_path):
    draw(graph, tmp_path / "a.svg")
    assert "<text" not in (tmp_path / "a.svg").read_text("utf-8")


@needs_font
def test_same_graph_gives_the_same_png(graph, tmp_path):
    draw(graph, tmp_path / "a.png")
    draw(graph, tmp_path / "b.PNG")
    data = (tmp_path / "a.png").read_bytes()
    assert data == (tmp_path / "b.PNG").read_bytes()
    assert data.startswith(b"\x89PNG")
    assert b"tEXt" not in data, "no date, no name of a program"


@needs_font
def test_notebook_shows_the_figure(graph):
    assert draw(graph)._repr_png_().startswith(b"\x89PNG")


@needs_font
def test_settings_of_matplotlib_are_left_alone(graph):
    before = copy.deepcopy(dict(matplotlib.rcParams))
    draw(graph)
    assert dict(matplotlib.rcParams) == before


@needs_font
def test_pyplot_is_not_needed():
    code = (
        "import sys; from planparse.outputs.figures import draw; from planparse.graph.build import *; "
        "draw(responsibility_graph([])); print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert done.stdout.strip() == "False"


@needs_font
def test_graph_without_assignments_says_so():
    assert "no assignments" in words(draw(responsibility_graph([])))
    assert "no assignments" in words(draw(responsibility_graph([plan(task())])))


@needs_font
def test_graph_too_large_to_read_is_refused_with_advice():
    with pytest.raises(OutputError, match=r"900 units and 900 tasks .* draw one plan at a time"):
        draw(many(900))


def test_other_endings_are_refused_before_any_work(graph, tmp_path):
    with pytest.raises(UsageError, match=r"plan\.gif: pictures are written as PNG"):
        draw(graph, tmp_path / "plan.gif")


@pytest.mark.parametrize("others", ["none", "latin"])
def test_without_a_chinese_font_the_error_names_what_to_install(graph, tmp_path, monkeypatch, others):
    # The fonts that come with matplotlib have no Chinese characters.
    latin = matplotlib.get_data_path() + "/fonts/ttf/DejaVuSans.ttf"
    monkeypatch.setattr(figures, "_font_files", lambda: [] if others == "none" else [latin])
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
    monkeypatch.setattr(figures, "_font_files", lambda: [str(tmp_path / "damaged.ttf"), boxes])
    with pytest.raises(MissingFont):
        choose_font(["责任单位"])


@needs_font
def test_first_font_that_has_every_character_is_chosen(monkeypatch):
    latin = matplotlib.get_data_path() + "/fonts/ttf/DejaVuSans.ttf"
    installed = figures._font_files()
    monkeypatch.setattr(figures, "_font_files", lambda: [latin, *installed])
    assert choose_font(["lead"]).file != choose_font(["牵头"]).file
    assert choose_font(["牵头"]).lacking == frozenset()
