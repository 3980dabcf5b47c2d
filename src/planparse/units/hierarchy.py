"""Which unit belongs to which (隶属): the office of a government, the brigade of a bureau, the branch of a ministry.

A body's registered name begins with the registered name of the body that it is a part of: 苏州市公安局交通警察支队,
苏州市人民政府办公室, 国家税务总局苏州市税务局. Only that is read; who is set over whom by law alone (县政府 under
市政府) follows from the region codes. Source: the practice of the acts on internal organisation (三定规定).
"""

from __future__ import annotations

from collections.abc import Iterable

from planparse.model.unit import Unit

NO_PARENTS = ("collective", "enterprise")
"""Kinds whose names begin others by chance: 中国银行 is no part of 中国银行业监督管理委员会, and holds none."""


def parents_of(units: Iterable[Unit]) -> dict[str, str]:
    """Give the id of the nearest unit that each belongs to, among these units; those without one are left out.

    >>> from planparse.units.lineage import find_unit
    >>> parents_of(map(find_unit, ("苏州市人民政府", "苏州市人民政府办公室", "苏州市财政局")))
    {'320500/人民政府办公室': '320500/人民政府'}
    """
    units = tuple(units)
    by_name = {unit.full_name: unit.id for unit in units if unit.kind not in NO_PARENTS}
    parents = {}
    for unit in units:
        if unit.kind == "collective":
            continue
        name = unit.full_name
        above = next((by_name[name[:end]] for end in range(len(name) - 1, 1, -1) if name[:end] in by_name), None)
        if above is not None and above != unit.id:
            parents[unit.id] = above
    return parents
