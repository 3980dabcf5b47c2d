"""Which units work together (单位协作网络): circles for units, lines between those that share tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planparse.graph.projection import unit_network
from planparse.outputs.figures.reading import Reading, count
from planparse.outputs.figures.sheet import Disc, Sheet, Stroke, Words
from planparse.outputs.figures.style import COOL, GREY, LABEL, LEAST_WIDTH, MARGIN, POINT, WARM, line_height, shade
from planparse.outputs.layout import LABEL as LAYOUT_LABEL
from planparse.outputs.layout import Circle, Network, Tie, drawn

if TYPE_CHECKING:  # a heavy library, not one of our rooms
    import networkx as nx

SCALE = LABEL * POINT / LAYOUT_LABEL
"""Inches of a unit of the layout, so that its labels have our size of type."""
MOST_TIES = 600
"""Lines drawn at most, the heaviest; more are a grey cloud on paper."""
ALL = 10_000
LINE_EMS, LINES = 8.0, 2
THIN, THICK = 0.4, 3.2
"""Lines of one shared task and of the most, points."""
FAINT, STRONG = "#000000", 0.55
LEGEND = ((WARM, "牵头 leads a task"), (COOL, "不牵头 leads none"))


def network(graph: nx.MultiDiGraph[Any], reading: Reading, title: str | None = None) -> Sheet:
    """Lay out the network of units. Collectives are left out: 各市（区） would be tied to all.

    A circle is larger the more tasks, a line thicker the more tasks are shared. Units attract each other by Newman's
    weights, in which a task of many units ties each two of them less.
    """
    picture, leading, hidden = _placed(graph, reading)
    width = max(picture.width * SCALE + 2 * MARGIN, LEAST_WIDTH)
    sheet = Sheet(width, content=f"{len(reading.units)} units")
    notes = [f"drawn: {count(len(picture.nodes), 'unit')}, {count(len(picture.ties), 'tie')}"]
    left_out = (
        (hidden, "collective"),
        (picture.nodes_left_out, "less loaded unit"),
        (picture.ties_left_out, "weaker tie"),
    )
    notes += [f"{count(number, thing)} left out" for number, thing in left_out if number]
    top = sheet.head(reading.title if title is None else title, reading.counts(*notes), LEGEND if picture.nodes else ())
    if not picture.nodes:
        sheet.add(Words(MARGIN, top + 0.1, "no assignments", colour=GREY))
        sheet.height = top + 0.1 + line_height(LABEL) + MARGIN
        return sheet
    sheet.height = top + picture.height * SCALE + MARGIN
    left = (width - picture.width * SCALE) / 2
    places = {node.unit: (left + node.x * SCALE, top + node.y * SCALE) for node in picture.nodes}
    most = max((tie.count for tie in picture.ties), default=1)
    for tie in picture.ties:
        share = (tie.count - 1) / max(most - 1, 1)
        colour = shade(FAINT, 0.14 + (STRONG - 0.14) * share)
        sheet.add(Stroke(*places[tie.one], *places[tie.other], colour, THIN + (THICK - THIN) * share))
    for node in picture.nodes:
        sheet.add(Disc(*places[node.unit], node.r * SCALE, WARM if leading[node.unit] else COOL))
    for node in picture.nodes:
        x, y = places[node.unit]
        for number, line in enumerate(node.lines):
            sheet.add(
                Words(x, y + node.r * SCALE + (number + 0.5) * line_height(LABEL), line, LABEL, "center", halo=True)
            )
    return sheet


def _placed(graph: nx.MultiDiGraph[Any], reading: Reading) -> tuple[Network, list[bool], int]:
    """Place the units; tells of each whether it leads, and how many collectives were left out."""
    ties = unit_network(graph, weights="newman")
    units = sorted((unit for unit in reading.units if unit.node in ties), key=lambda unit: (-unit.total, -unit.leads))
    number = {unit.node: place for place, unit in enumerate(units)}
    picture = drawn(
        [Circle(place, unit.label, unit.total) for place, unit in enumerate(units)],
        [
            Tie(*sorted((number[one], number[other])), fields["count"], fields["newman"])  # type: ignore[call-arg]
            for one, other, fields in ties.edges(data=True)
        ],
        width=None,
        most_labels=ALL,
        most_ties=MOST_TIES,
        line=LINE_EMS,
        lines=LINES,
    )
    return picture, [unit.leads > 0 for unit in units], sum(unit.collective for unit in reading.units)
