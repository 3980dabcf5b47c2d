"""A responsibility graph in, one picture out: the matrix of units and tasks (责任矩阵).

A row is a unit, a column is a task, a coloured cell is a role. Networks of a plan are knots when drawn as
knots: a row of twelve units has 66 pairs; the matrix has twelve cells and can be read back to the table.

The figure is laid out by hand in inches, since all of its sizes follow from its words. It is made without
pyplot and without touching rcParams, so it works headless and changes nobody else's figures.
"""

from __future__ import annotations

import functools
import io
import math
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planparse.errors import OutputError, UsageError
from planparse.model.plan import Role
from planparse.outputs.files import whole_file

if TYPE_CHECKING:  # heavy libraries, not our rooms
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.ft2font import FT2Font

STYLES = {
    Role.LEAD: ("#D55E00", "牵头 lead"),
    Role.JOINT_LEAD: ("#F0A202", "分别牵头 joint lead"),
    Role.RESPONSIBLE: ("#0072B2", "责任 responsible"),
    Role.COOPERATE: ("#56B4E9", "配合 cooperate"),
    Role.PARTICIPATE: ("#009E73", "参与 participate"),
    Role.GUIDE: ("#CC79A7", "指导 guide"),
    Role.SUPERVISE: ("#4D4D4D", "督导 supervise"),
}
"""Colour and legend of each role: the palette of Okabe and Ito (2008), which people of all kinds of colour
vision can tell apart; warm for those who lead, cool for those who carry out."""

LEADS = (Role.LEAD, Role.JOINT_LEAD)

CELL = 0.27
"""Side of a cell, inches: room for one line of the label beside it."""
POINT = 1 / 72
"""One point in inches."""
MARGIN, LEAST_WIDTH = 0.3, 7.0
LABEL, SMALL, TITLE = 9.0, 8.0, 14.0
"""Sizes of type, points."""
LEADING = 1.3
"""Height of a line, in sizes of its type."""
LONGEST_UNIT, LONGEST_ID = 22.0, 12.0
"""Where labels are cut, in widths of one Chinese character."""
BAND_LINES = 5
FEW_TASKS, WIDE_CELL = 12, 0.95
"""Up to so many tasks the columns are this wide, inches, and carry the words of their tasks; above, the ids."""
TASK_LINES = 4

INK, GREY, HAIR, SHADE = "#222222", "#666666", "#DDDDDD", "#F3F3F3"

DPI = 200
LEAST_DPI = 72
MOST_PIXELS = 60_000_000
"""A picture of 60 million pixels takes 240 MB to draw; finer than 72 dots an inch, the labels still read."""

NAMELESS: dict[str, dict[str, None]] = {
    ".png": {"Software": None},
    ".svg": {"Date": None, "Creator": None},
    ".pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
"""Kinds of pictures, and what is left out of each: neither date nor version, so that equal figures are equal bytes."""

REPLACEMENT = "\ufffd"
STAND_INS = "\ufffd〓□?"
"""What stands for a sign that a font has not; 〓 is what Chinese and Japanese printers set there."""
LAST_RESORT = re.compile(r"\W*last\s*resort", re.IGNORECASE)
"""Fonts that have a box for every character there is."""
SIMPLIFIED = re.compile(r"\b(SC|CN|GB)\b")
OTHER_SHAPES = re.compile(r"\b(JP|KR|TC|HK|TW|J|K)\b")
"""How font families name the national shapes of their characters (直, 骨 and 化 differ)."""


class MissingFont(OutputError):
    """No installed font can show the words of a figure; without it they would be empty boxes."""


def draw(
    graph: nx.MultiDiGraph[Any], path: str | os.PathLike[str] | None = None, *, title: str | None = None
) -> Figure:
    """Draw the responsibility matrix (责任矩阵) of a graph, and save it if a path is given.

    Rows are units, those that lead most tasks first, collectives (各市（区）) last; columns are tasks in
    document order under the bands of their goals. The numbers on the right are the tasks that a unit leads,
    and all its tasks. A cell of two colours is a unit with two roles in one task. The figure grows with the
    graph, shows itself in a notebook, and the same graph gives the same picture.

    path: ends in .png, .svg or .pdf. In SVG words are outlines, so that no other machine needs the font.
    title: by default the plan's own
    Raises MissingFont if no installed font has the characters; OutputError if the graph is too large for one
    readable picture, or the file cannot be written; UsageError for another ending.
    """
    ending = Path(path).suffix.lower() if path is not None else ".png"
    if ending not in NAMELESS:
        raise UsageError(
            "pictures are written as PNG, SVG or PDF",
            where=os.fspath(path or ""),
            advice="end the name in " + ", ".join(NAMELESS),
        )
    matrix = _matrix(graph, title)
    figure = _draw_matrix(matrix)
    if path is not None:
        data = _saved(figure, ending)
        with whole_file(path) as file:
            file.write(data)
    return figure


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    collective: bool
    leads: int
    total: int
    roles: Mapping[int, tuple[Role, ...]]
    """Number of the column, to the roles there."""


@dataclass(frozen=True, slots=True)
class _Band:
    """Columns under one goal, or under one plan."""

    label: str
    first: int
    count: int


@dataclass(slots=True)
class _Matrix:
    """What is drawn, in words and numbers; nothing of inches yet."""

    title: str
    subtitle: str
    rows: list[_Row] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    goals: list[_Band] = field(default_factory=list)
    plans: list[_Band] = field(default_factory=list)

    @property
    def roles(self) -> list[Role]:
        """The roles that occur, in the order of the legend."""
        found = {role for row in self.rows for roles in row.roles.values() for role in roles}
        return [role for role in STYLES if role in found]

    def words(self) -> Iterator[str]:
        """All the text that may be drawn."""
        yield from (self.title, self.subtitle, "牵头合计0123456789… no assignments")
        yield from (STYLES[role][1] for role in self.roles)
        yield from (row.label for row in self.rows)
        yield from self.columns
        yield from (band.label for band in (*self.goals, *self.plans))


def _matrix(graph: nx.MultiDiGraph[Any], title: str | None) -> _Matrix:
    label = {node: str(fields.get("label", node)) for node, fields in graph.nodes(data=True)}
    kind = dict(graph.nodes(data="kind"))
    tree = _tasks_by_plan_and_goal(graph, [node for node in graph if kind[node] == "task"])

    matrix = _Matrix("", "")
    place: dict[Any, int] = {}
    for plan, goals in tree.items():
        start = len(place)
        for goal, tasks in goals.items():
            matrix.goals.append(_Band(label.get(goal, ""), len(place), len(tasks)))
            for task in tasks:
                place[task] = len(place)
        matrix.plans.append(_Band(_plan_name(graph, plan), start, len(place) - start))
    few = len(place) <= FEW_TASKS
    matrix.columns = [label[task] if few else str(graph.nodes[task].get("task_id", label[task])) for task in place]

    assignments = 0
    units: dict[Any, dict[int, list[Role]]] = {}
    known = set(Role)
    for unit, task, fields in graph.edges(data=True):
        if kind[unit] == "unit" and task in place and fields.get("role") in known:
            assignments += 1
            roles = units.setdefault(unit, {}).setdefault(place[task], [])
            role = Role(fields["role"])
            if role not in roles:
                roles.append(role)
    rows = [_row(graph, unit, label[unit], cells) for unit, cells in units.items()]
    matrix.rows = sorted(_told_apart(rows, graph, list(units)), key=lambda r: (r.collective, -r.leads, -r.total))

    plans = [node for node in tree if node is not None]
    matrix.title = title if title is not None else label[plans[0]] if len(plans) == 1 else f"{len(plans)} plans"
    numbers = {"unit": len(rows), "task": len(place), "assignment": assignments}
    counts = " · ".join(f"{number} {thing}{'s' * (number != 1)}" for thing, number in numbers.items())
    if left_out := graph.graph.get("edges_left_out"):
        counts += f" · {left_out} left out, confidence below {graph.graph.get('min_confidence')}"
    matrix.subtitle = counts
    return matrix


def _tasks_by_plan_and_goal(graph: nx.MultiDiGraph[Any], tasks: Iterable[Any]) -> dict[Any, dict[Any, list[Any]]]:
    """Group tasks in the order of the graph; None stands for a plan or goal that is not there."""
    tree: dict[Any, dict[Any, list[Any]]] = {}
    for task in tasks:
        goal = _parent(graph, task, "goal")
        plan = _parent(graph, task if goal is None else goal, "plan")
        tree.setdefault(plan, {}).setdefault(goal, []).append(task)
    return tree


def _parent(graph: nx.MultiDiGraph[Any], node: Any, kind: str) -> Any:
    return next((above for above in graph.predecessors(node) if graph.nodes[above].get("kind") == kind), None)


def _plan_name(graph: nx.MultiDiGraph[Any], plan: Any) -> str:
    """Name a plan in few words: its document number, else its title."""
    if plan is None:
        return ""
    fields = graph.nodes[plan]
    return str(fields.get("document_number") or fields.get("label", plan))


def _row(graph: nx.MultiDiGraph[Any], unit: Any, label: str, cells: Mapping[int, list[Role]]) -> _Row:
    return _Row(
        label,
        graph.nodes[unit].get("unit_kind") == "collective",
        sum(any(role in LEADS for role in roles) for roles in cells.values()),
        len(cells),
        {column: tuple(sorted(roles, key=list(STYLES).index)) for column, roles in cells.items()},
    )


def _told_apart(rows: list[_Row], graph: nx.MultiDiGraph[Any], units: list[Any]) -> Iterator[_Row]:
    """Add the plan to names that occur twice: 市财政局 of two plans need not be the same office."""
    names = [row.label for row in rows]
    for row, unit in zip(rows, units, strict=True):
        plan = f"plan:{graph.nodes[unit].get('plan_id')}"
        if names.count(row.label) > 1 and plan in graph:
            row = replace(row, label=f"{row.label} {_plan_name(graph, plan)}")
        yield row


@dataclass(frozen=True, slots=True)
class _Field:
    """Where the cells stand, in inches; the last rows, the collectives, stand lower by the gap."""

    left: float
    top: float
    cell: float
    gap: float
    rows: int
    columns: int

    @property
    def right(self) -> float:
        return self.left + self.cell * self.columns

    @property
    def bottom(self) -> float:
        return self.top + CELL * self.rows + self.gap

    def x(self, column: float) -> float:
        return self.left + self.cell * column


def _draw_matrix(matrix: _Matrix) -> Figure:
    """Measure the words, from the top down, then draw them."""
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    font = choose_font(matrix.words())
    few = len(matrix.columns) <= FEW_TASKS
    cell = WIDE_CELL if few else CELL
    units = [_cut(font.show(row.label), LONGEST_UNIT) for row in matrix.rows]
    left = MARGIN + max((_width(text, LABEL) for text in units), default=0.0) + 0.12
    counts = 2 * _width("牵头", SMALL) + 0.3
    width = max(left + cell * len(matrix.columns) + counts + MARGIN, LEAST_WIDTH)

    titles = _wrapped(font.show(matrix.title), width - 2 * MARGIN, TITLE, 3)
    subtitle_at = MARGIN + len(titles) * _line(TITLE) + 0.04
    legend, y = _legend(matrix.roles, width - 2 * MARGIN, subtitle_at + _line(SMALL) + 0.12)
    y += 0.1
    bands: list[tuple[float, _Band, list[str]]] = []  # with the y of the line under the words
    for level in (matrix.plans, matrix.goals) if len(matrix.plans) > 1 else (matrix.goals,):
        texts = [_wrapped(font.show(b.label), b.count * cell - 0.06, SMALL, BAND_LINES) for b in level]
        y += max(map(len, texts), default=0) * _line(SMALL) + 0.1
        bands += [(y, band, lines) for band, lines in zip(level, texts, strict=True)]
        y += 0.04
    gap = CELL / 3 if len({row.collective for row in matrix.rows}) == 2 else 0.0
    cells = _Field(left, y, cell, gap, len(matrix.rows), len(matrix.columns))
    if few:
        tasks = [_wrapped(font.show(text), cell - 0.1, SMALL, TASK_LINES) for text in matrix.columns]
        below = max(map(len, tasks), default=0) * _line(SMALL)
    else:
        tasks = [[_cut(font.show(text), LONGEST_ID)] for text in matrix.columns]
        below = max(_width(text, SMALL) for (text,) in tasks)
    height = cells.bottom + 0.1 + below + MARGIN

    figure = Figure(figsize=(width, height), dpi=_resolution(width, height, matrix), facecolor="white")
    type_of_size = functools.partial(FontProperties, fname=font.file)
    canvas = _Canvas(figure.add_axes((0, 0, 1, 1)), width, height, type_of_size)
    canvas.lines(MARGIN, MARGIN, titles, TITLE)
    canvas.lines(MARGIN, subtitle_at, [font.show(matrix.subtitle)], SMALL, color=GREY)
    for x, middle, role in legend:
        colour, words = STYLES[role]
        canvas.box(x, middle - 0.07, 0.14, 0.14, colour)
        canvas.text(x + 0.2, middle, words, LABEL)
    if matrix.rows:
        _draw_bands(canvas, cells, matrix.goals, bands)
        _draw_rows(canvas, cells, matrix.rows, units)
        for column, lines in enumerate(tasks):
            if few:
                canvas.lines(cells.x(column + 0.5), cells.bottom + 0.06, lines, SMALL, "center", GREY)
            else:
                x, y = cells.x(column + 0.5), cells.bottom + 0.06
                canvas.text(x, y, lines[0], SMALL, "center", GREY, upright=True)
    else:
        canvas.text(MARGIN, cells.top, "no assignments", LABEL, color=GREY)
    shown: Any = figure  # a notebook shows it also where no pyplot has prepared that
    shown._repr_png_ = functools.partial(_png, figure)
    return figure


def _draw_bands(
    canvas: _Canvas, cells: _Field, goals: Sequence[_Band], bands: Iterable[tuple[float, _Band, list[str]]]
) -> None:
    for band in goals[::2]:
        canvas.box(cells.x(band.first), cells.top, band.count * cells.cell, cells.bottom - cells.top, SHADE)
    for y, band, lines in bands:
        if lines:
            canvas.line(cells.x(band.first) + 0.02, y, cells.x(band.first + band.count) - 0.02, y, GREY, 1.0)
            first = y - 0.05 - len(lines) * _line(SMALL)
            canvas.lines(cells.x(band.first + band.count / 2), first, lines, SMALL, "center")


def _draw_rows(canvas: _Canvas, cells: _Field, rows: Sequence[_Row], labels: Sequence[str]) -> None:
    lead_x = cells.right + 0.1 + _width("牵头", SMALL)
    total_x = lead_x + 0.1 + _width("合计", SMALL)
    for x, words in ((lead_x, "牵头"), (total_x, "合计")):
        canvas.text(x, cells.top - 0.04 - _line(SMALL) / 2, words, SMALL, "right", GREY)
    for number, (row, label) in enumerate(zip(rows, labels, strict=True)):
        y = cells.top + CELL * number + cells.gap * row.collective
        middle = y + CELL / 2
        canvas.line(cells.left, y + CELL, cells.right, y + CELL, HAIR, 0.5)
        canvas.text(cells.left - 0.08, middle, label, LABEL, "right")
        canvas.text(lead_x, middle, str(row.leads), SMALL, "right", GREY)
        canvas.text(total_x, middle, str(row.total), SMALL, "right", GREY)
        for column, roles in row.roles.items():
            wide = (cells.cell - 0.04) / len(roles)
            for part, role in enumerate(roles):
                x = cells.x(column) + 0.02 + part * wide
                canvas.box(x, y + 0.02, wide, CELL - 0.04, STYLES[role][0])


def _legend(roles: Sequence[Role], inner: float, y: float) -> tuple[list[tuple[float, float, Role]], float]:
    """Place the roles in lines of this width; gives x and middle of each, and where the legend ends."""
    placed = []
    x, step = MARGIN, _line(LABEL) + 0.06
    for role in roles:
        wide = 0.2 + _width(STYLES[role][1], LABEL) + 0.2
        if x > MARGIN and x + wide > MARGIN + inner:
            x, y = MARGIN, y + step
        placed.append((x, y + step / 2, role))
        x += wide
    return placed, y + step if roles else y


@dataclass(frozen=True, slots=True)
class _Canvas:
    """The whole figure in inches, from its top left corner."""

    axes: Axes
    width: float
    height: float
    font: Any

    def __post_init__(self) -> None:
        self.axes.set_xlim(0, self.width)
        self.axes.set_ylim(self.height, 0)
        self.axes.set_axis_off()

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        align: str = "left",
        color: str = INK,
        *,
        upright: bool = False,
    ) -> None:
        """Write at a point: the middle of the line, or, turned by a quarter, the top of it."""
        self.axes.text(
            x, y, text, ha=align, va="top" if upright else "center_baseline", rotation=90 if upright else 0,
            color=color, fontproperties=self.font(size=size),
            parse_math=False, usetex=False,  # a $ in a plan is a $
        )  # fmt: skip

    def lines(
        self, x: float, y: float, lines: Sequence[str], size: float, align: str = "left", color: str = INK
    ) -> None:
        """Write lines below each other; y is the top of the first."""
        for number, text in enumerate(lines):
            self.text(x, y + (number + 0.5) * _line(size), text, size, align, color)

    def box(self, x: float, y: float, width: float, height: float, color: str) -> None:
        from matplotlib.patches import Rectangle

        self.axes.add_patch(Rectangle((x, y), width, height, facecolor=color, edgecolor="none", linewidth=0))

    def line(self, x0: float, y0: float, x1: float, y1: float, color: str, width: float) -> None:
        from matplotlib.lines import Line2D

        self.axes.add_line(Line2D([x0, x1], [y0, y1], color=color, linewidth=width, solid_capstyle="butt"))


def _resolution(width: float, height: float, matrix: _Matrix) -> float:
    dpi = min(DPI, math.sqrt(MOST_PIXELS / (width * height)), 2**16 / max(width, height) - 1)
    if dpi < LEAST_DPI:
        raise OutputError(
            f"{len(matrix.rows)} units and {len(matrix.columns)} tasks are too many for one readable picture",
            advice="draw one plan at a time, or a part of the graph (graph.subgraph)",
        )
    return math.floor(dpi)


def _png(figure: Figure) -> bytes:
    return _saved(figure, ".png")


def _saved(figure: Figure, ending: str) -> bytes:
    """Give the file of a figure; the same figure gives the same bytes."""
    import matplotlib

    buffer = io.BytesIO()
    # A salt in place of chance names the parts of an SVG. Its words are outlines: no machine lacks the font for them.
    with matplotlib.rc_context({"svg.hashsalt": "planparse", "svg.fonttype": "path"}):
        figure.savefig(
            buffer, format=ending.removeprefix("."), dpi=figure.dpi, facecolor="white", metadata=NAMELESS[ending]
        )
    return buffer.getvalue()


# Text: what can be drawn, how wide it is, and where it is cut.


def _drawable(text: str) -> str:
    """Make one line of visible characters: invisible ones go, those without a shape become U+FFFD."""
    visible = []
    for char in " ".join(text.split()):
        category = unicodedata.category(char)
        if category != "Cf":
            visible.append(REPLACEMENT if category in ("Cc", "Cs", "Co", "Cn") else char)
    return "".join(visible)


def _ems(char: str) -> float:
    """Give the width of a character in widths of a Chinese one; a little too wide rather than too narrow."""
    if unicodedata.east_asian_width(char) in "WFA":
        return 1.0
    return 0.52 if char.islower() or char == " " else 0.6


def _line(size: float) -> float:
    """Give the height of a line in inches, for type of this size in points."""
    return size * LEADING * POINT


def _width(text: str, size: float) -> float:
    """Give the width of a line in inches, for type of this size in points."""
    return sum(map(_ems, text)) * size * POINT


def _cut(text: str, ems: float) -> str:
    if sum(map(_ems, text)) <= ems:
        return text
    kept, used = 0, 1.0
    while used + _ems(text[kept]) <= ems:
        used += _ems(text[kept])
        kept += 1
    return text[:kept] + "…"


def _wrapped(text: str, width: float, size: float, most: int) -> list[str]:
    """Break a text into lines of this width in inches; what does not fit in the last line is cut."""
    ems = max(width / (size * POINT), 2.0)
    needed = math.ceil(sum(map(_ems, text)) / ems)
    if needed < most:  # lines of one length, so that no single character stands in the last
        ems = min(ems, sum(map(_ems, text)) / max(needed, 1) + 1.0)
    lines: list[str] = []
    while text and len(lines) < most - 1:
        line, used = 0, 0.0
        while line < len(text) and used + _ems(text[line]) <= ems:
            used += _ems(text[line])
            line += 1
        while 1 < line < len(text) and _closes(text[line]):
            line -= 1
        lines.append(text[:line])
        text = text[line:]
    if text:
        lines.append(_cut(text, ems))
    return lines


def _closes(char: str) -> bool:
    """Say whether a line must not begin with this mark (、 。 〕 ”)."""
    return unicodedata.category(char) in ("Pe", "Pf") or char in "、，。；：！？…"


# Fonts: which one has the characters.


@dataclass(frozen=True, slots=True)
class Font:
    """An installed font, and what it shows in place of the signs that it has not.

    file: what `FontProperties(fname=…)` takes
    """

    file: str
    lacking: frozenset[str] = frozenset()
    stand_in: str = ""

    def show(self, text: str) -> str:
        """Make a text one line that this font can draw."""
        return "".join(self.stand_in if char in self.lacking else char for char in _drawable(text))


def choose_font(texts: Iterable[str]) -> Font:
    """Choose the first installed font that has all characters of the texts.

    Upright regular sans-serif faces with simplified shapes come first. If no font has everything, one that
    has all letters and ideographs will do: a name is never shown with a hole, a rare sign may be.

    Raises MissingFont if there is none.
    """
    needed = frozenset("".join(_drawable(text) for text in texts)) - {" "}
    least = needed
    second: Font | None = None
    for face in sorted(_faces(), key=lambda face: face.rank):
        lacking = frozenset(char for char in needed if not face.has(char))
        if not lacking:
            return Font(face.file)
        if len(lacking) < len(least):
            least = lacking
        if second is None and not any(map(_is_letter, lacking)):
            stand_in = next((char for char in STAND_INS if face.has(char)), "")
            second = Font(face.file, lacking, stand_in)
    if second is not None:
        return second
    some = "".join(sorted(filter(_is_letter, least)))[:10]
    raise MissingFont(
        f"no installed font has the characters of the picture ({some}…)",
        advice="install a Chinese font: Debian and Ubuntu: apt install fonts-noto-cjk; macOS and Windows ship "
        "some (PingFang, Microsoft YaHei), elsewhere take Noto Sans CJK or Source Han Sans",
    )


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] == "L"


@dataclass(frozen=True, slots=True)
class _Face:
    """One face of a font file; `file` is what FontProperties takes."""

    file: str
    font: FT2Font
    rank: tuple[bool, bool, bool, bool, str, str]

    def has(self, char: str) -> bool:
        return bool(self.font.get_char_index(ord(char)))


def _faces() -> Iterator[_Face]:
    """Open every face of every installed font that can be scaled."""
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    # Faces of a collection after the first can be used since matplotlib 3.11; before, the first one stands
    # for all: Noto Sans CJK then has Japanese shapes, but no holes.
    face_path: Any = getattr(font_manager, "FontPath", None)
    for path in _font_files():
        try:
            faces = FT2Font(path).num_faces if face_path else 1
            for index in range(faces):
                font = FT2Font(path, face_index=index) if face_path else FT2Font(path)
                family = font.family_name
                if font.scalable and not LAST_RESORT.match(family):
                    file = face_path(path, index) if face_path else path
                    yield _Face(file, font, _rank(family, font.style_name, path))
        except (OSError, RuntimeError):
            continue  # a damaged font is as good as none


def _rank(family: str, style: str, path: str) -> tuple[bool, bool, bool, bool, str, str]:
    words = family.lower()
    return (
        style.lower() not in ("regular", "normal", "book", "roman", "w3"),
        "mono" in words,
        "serif" in words and "sans" not in words,
        bool(OTHER_SHAPES.search(family)) and not SIMPLIFIED.search(family),
        path,
        family,
    )


def _font_files() -> list[str]:
    """List the font files of the system as they are now; matplotlib's own list may be older."""
    from matplotlib.font_manager import findSystemFonts

    return [str(path) for path in findSystemFonts()]
