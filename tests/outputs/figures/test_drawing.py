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
from matplotlib.patches import Circle

from build import assignment, plan, task
from chinese_font import needs_font
from planparse.errors import OutputError, UsageError
from planparse.graph.build import responsibility_graph
from planparse.model.plan import Role
from planparse.outputs.figures import FIGURES, draw
from planparse.outputs.figures.style import CELL, COOL, STYLES, WARM


def words(figure: Figure) -> list[str]:
    """All text drawn, lines of one label one by one, in drawing order."""
    return [text.get_text() for text in figure.axes[0].texts]


def cells(figure: Figure, role: Role) -> int:
    """Cells of a role; its square in the legend is one of the patches of its colour."""
    colour = STYLES[role][0].lower()
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
    assert any(text.startswith("t001 及") for text in few)
    assert "t013" in lots
    assert not any(text.startswith("t001 ") for text in lots)


@needs_font
def test_figure_grows_with_the_graph():
    small, large = draw(many(20)), draw(many(60))
    assert large.get_figwidth() - small.get_figwidth() == pytest.approx(40 * CELL)
    assert large.get_figheight() - small.get_figheight() == pytest.approx(40 * CELL)


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


def awkward():
    """Plans that no figure was made for, by what is awkward about them."""
    long = "江苏省苏州市人力资源和社会保障局职业技能鉴定与就业服务中心（筹）"
    yield "empty", plan()
    yield "no units", plan(task())
    yield "one unit", plan(task(assignment("市审计局")))
    yield (
        "long names",
        plan(
            *(
                task(
                    assignment(long),
                    assignment(f"第{n}处", "cooperate"),
                    id=f"t{n:03}",
                    goal=f"{n % 7}、以政务公开助力民生",
                )
                for n in range(1, 20)
            )
        ),
    )
    yield "80 characters", plan(task(assignment("市" + "很长的名称" * 16), assignment("各市（区）", collective=True)))
    yield "one cell", plan(task(*(assignment(f"第{n}处", "cooperate") for n in range(200))))
    yield (
        "many units",
        plan(
            *(
                task(
                    *(
                        assignment(f"第{n}工作办公室", "cooperate" if n % 7 else "lead")
                        for n in range(first, first + 5)
                    ),
                    id=f"t{first:03}",
                    goal=f"{first % 40}、以政务公开助力民生",
                )
                for first in range(150)
            )
        ),
    )
    yield "unseen", plan(task(assignment("\u202e\u200b"), assignment("市\u202e局\x00שלום عربي\ue000", "cooperate")))


AWKWARD = dict(awkward())


@needs_font
@pytest.mark.parametrize("name", AWKWARD)
@pytest.mark.parametrize("kind", FIGURES)
def test_no_text_leaves_the_figure_and_no_two_texts_overlap(kind, name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a missing glyph is a warning
        figure = draw(responsibility_graph([AWKWARD[name]]), figure=kind)
        figure.draw_without_rendering()
    whole = figure.bbox
    boxes = sorted((text.get_window_extent() for text in figure.axes[0].texts), key=lambda box: box.x0)
    for box in boxes:
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= whole.width and box.y1 <= whole.height
    slack = 2  # pixels of 200 an inch: neighbouring lines may touch, not cover each other
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            if other.x0 > one.x1:
                break
            across = min(one.x1, other.x1) - max(one.x0, other.x0)
            down = min(one.y1, other.y1) - max(one.y0, other.y0)
            assert across <= slack or down <= slack


@needs_font
@pytest.mark.parametrize("kind", FIGURES)
def test_the_same_graph_gives_the_same_figure(graph, tmp_path, kind):
    draw(graph, tmp_path / "a.svg", figure=kind)
    draw(graph, tmp_path / "b.svg", figure=kind)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_a_figure_that_is_not_there_is_named_with_those_that_are(graph):
    with pytest.raises(UsageError, match=r"there is no figure 'pie'\. Try: one of matrix, goals, network, flow, load"):
        draw(graph, figure="pie")


def beside(figure: Figure, name: str) -> list[str]:
    """What stands in the row of a unit, from left to right, behind its name."""
    (row,) = (text for text in figure.axes[0].texts if text.get_text() == name)
    x, y = row.get_position()
    others = [text for text in figure.axes[0].texts if text.get_position()[1] == y and text.get_position()[0] > x]
    return [text.get_text() for text in sorted(others, key=lambda text: text.get_position()[0])]


def discs(figure: Figure, colour: str) -> int:
    return sum(
        isinstance(patch, Circle) and to_hex(patch.get_facecolor()) == colour.lower()
        for patch in figure.axes[0].patches
    )


@needs_font
def test_goals_are_columns_with_the_number_of_tasks_of_each_unit(graph):
    figure = draw(graph, figure="goals")
    assert "2 goals" in " ".join(words(figure))
    assert beside(figure, "市财政局") == ["1", "1", "1", "2"], "one task in each goal; one is led, two in all"
    assert beside(figure, "市编办") == ["1", "0", "1"]


@needs_font
def test_the_network_has_a_circle_for_each_unit_and_none_for_collectives(graph):
    figure = draw(graph, figure="network")
    assert (discs(figure, WARM), discs(figure, COOL)) == (3, 1)
    shown = words(figure)
    assert "各市（区）" not in shown
    assert any("drawn: 4 units, 2 ties · 1 collective left out" in text for text in shown)


@needs_font
def test_the_flow_ends_at_each_unit_with_its_tasks(graph):
    figure = draw(graph, figure="flow")
    assert beside(figure, "市财政局") == ["2"]
    assert beside(figure, "各市（区）") == ["2"]


@needs_font
def test_the_flow_puts_the_units_with_the_fewest_tasks_together():
    figure = draw(responsibility_graph([AWKWARD["many units"]]), figure="flow")
    (rest,) = (text for text in words(figure) if text.startswith("其余") and "unit" in text)
    assert rest == "其余 114 more units"
    # 750 pairs of a unit and a task; the 40 units drawn have five each.
    assert beside(figure, rest) == [str(750 - 40 * 5)]


@needs_font
def test_bars_are_as_long_as_there_are_tasks(graph):
    figure = draw(graph, figure="load")
    assert beside(figure, "市财政局") == ["2"]
    assert beside(figure, "市编办") == ["1"]
    two = sum(p.get_width() for p in figure.axes[0].patches if p.get_width() > 1)
    assert two == pytest.approx(4 + 4 + 3 * 2), "two units with two tasks, 4 inches each; three with one"


def one_city(year: int, *tasks, issuer: str = "霁川市人民政府办公室", name: str = ""):
    return plan(*tasks, name=name or f"{year}.txt", year=year, metadata={"issuer": issuer, "document_number": None})


@needs_font
def test_years_has_the_tasks_led_and_all_tasks_of_each_year():
    graph = responsibility_graph(
        [
            one_city(2021, task(assignment("市大数据中心")), task(assignment("市大数据中心", "cooperate"), id="t002")),
            one_city(2023, task(assignment("市大数据中心", "cooperate"), assignment("市档案馆"))),
            one_city(2023, task(assignment("市大数据中心")), issuer="另市人民政府", name="other.txt"),
        ]
    )
    figure = draw(graph, figure="years")
    shown = words(figure)
    assert shown.count("2021") == shown.count("2023") == 2
    assert shown.count("×2") == 2, "two plans of 2023"
    assert "市大数据中心 另市人民政府" in shown, "of another city, so another office"
    assert beside(figure, "市大数据中心 霁川市人民政府办公室") == ["1", "2", "1"], "led in 2021; all of 2021 and 2023"
    assert beside(figure, "市档案馆") == ["1", "1"]


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
