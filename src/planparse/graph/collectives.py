"""Classes of units made into their members (集合单位展开): 各市(区) into the districts and cities of a year.

In goes a responsibility graph, out comes a new one in which each class of governments or of their departments is
replaced by its members, as the places were in that year. A class whose members no table has (各乡镇, 市级各部门) stays
as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from planparse.errors import UsageError
from planparse.graph.build import known, unit_fields
from planparse.model.unit import Unit
from planparse.units.places import Place
from planparse.units.registry import Registry, load_registry
from planparse.units.resolve import resolver, taken_apart

if TYPE_CHECKING:  # a heavy library, not one of our rooms
    import networkx as nx

MEMBERS = re.compile(
    r"各(?:有关)?(?P<kinds>(?:地级以上|设区|省辖|县级)?[市县区州盟旗省](?:级|[市县区州盟旗]|地区)*)(?P<body>.*)"
)
"""The class, as its id says it: the kinds of places, and what of each."""

KINDS_OF = {
    "市": ("市", "县级市", "师市"), "区": ("区", "新区", "矿区", "特区", "林区"), "县": ("县", "自治县"),
    "旗": ("旗", "自治旗"), "州": ("自治州", "州"), "盟": ("盟",), "省": ("省", "自治区", "直辖市"),
}  # fmt: skip
"""The word for a kind of places, and the kinds of places it stands for."""

GOVERNMENTS = ("", "人民政府", "管理委员会")
"""What a class of governments has behind the places; zones are not in it, since no table says which are meant."""


def expand_collectives(
    graph: nx.MultiDiGraph[str], year: int, *, registry: Registry | None = None
) -> nx.MultiDiGraph[str]:
    """Give a graph in which classes of units are their members of a year; the graph given is left as it is.

    Each edge of a class becomes one edge a member, with `expanded_from` (the class) and `n_members`; its other fields
    stay. `graph.graph["collectives_kept"]` lists the classes whose members are not known.
    Raises UsageError for a year that is none.
    """
    if not 1949 <= year <= 2100:
        raise UsageError(f"{year} is no year of the People's Republic", advice="the year of the plans, 2017")
    registry = registry or load_registry()
    expanded: nx.MultiDiGraph[str] = graph.copy()
    kept = []
    for node, fields in graph.nodes(data=True):
        if fields.get("kind") != "unit" or fields.get("unit_kind") != "collective":
            continue
        members = members_of(str(fields.get("unit_id", "")), year, registry)
        if not members:
            kept.append(str(fields.get("full_name", fields.get("label", node))))
            continue
        for unit in members:
            _add_member(expanded, unit)
            for _, task, key, edge in graph.out_edges(node, keys=True, data=True):
                member = f"unit:{unit.id}"
                more = {"expanded_from": str(fields.get("full_name", node)), "n_members": len(members)}
                expanded.add_edge(member, task, key=f"{member}|{key}", **(edge | more))
        expanded.remove_node(node)
    expanded.graph["collectives_kept"] = "、".join(kept)
    return expanded


def members_of(unit_id: str, year: int, registry: Registry | None = None) -> tuple[Unit, ...]:
    """Give the members of a class of units in a year, in the order of their codes; none if they are not known.

    >>> [unit.full_name for unit in members_of("652900/各县市教育局", 2020)][:3]
    ['阿克苏市教育局', '库车市教育局', '温宿县教育局']
    """
    registry = registry or load_registry()
    found = taken_apart(unit_id, registry)
    match = MEMBERS.fullmatch(found[1]) if found is not None else None
    if found is None or match is None:
        return ()
    place, date = found[0], f"{year:04d}"
    kinds = {kind for char in match["kinds"] for kind in KINDS_OF.get(char, ())}
    below = [each for each in registry.places.children(place.code or "", date) if each.kind in kinds]
    units = [_member(each, match["body"], date, registry) for each in below]
    return tuple(unit for unit in units if unit is not None) if all(units) else ()


def _member(place: Place, body: str, date: str, registry: Registry) -> Unit | None:
    name = ("行政公署" if place.kind in ("盟", "地区") else "人民政府") if body in GOVERNMENTS else body
    return resolver(f"{place.full_name}人民政府", date, registry=registry)(name).unit


def _add_member(graph: nx.MultiDiGraph[Any], unit: Unit) -> None:
    node = f"unit:{unit.id}"
    if node not in graph:
        graph.add_node(node, kind="unit", **known(unit_fields(unit)), names="")
