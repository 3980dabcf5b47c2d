"""Parse the sample plans of a corpus into a folder, and say in five lines what was found.

usage: demo.py CORPUS OUT
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from planparse import NotAPlan, Plan, parse
from planparse.cli.parse import write_files


def main(corpus: Path, out: Path) -> None:
    """Write out/NAME/ for each sample plan."""
    plans: list[tuple[str, Plan]] = []
    empty: list[str] = []
    for source in sorted(corpus.glob("*/source.*")):
        name = source.parent.name
        try:
            plan = parse(source)
        except NotAPlan:
            empty.append(name)
            continue
        write_files(plan, plan, out / name, source)
        plans.append((name, plan))
    name, plan = plans[0]
    tasks = sum(len(each.tasks) for _, each in plans)
    edges = [a for _, each in plans for task in each.tasks for a in task.assignments]
    roles = Counter(str(a.role) for a in edges).most_common()
    leads = Counter(a.unit for task in plan.tasks for a in task.assignments if a.role in ("lead", "joint_lead"))
    pages = sum(each.source.pages or 0 for _, each in plans)
    texts = sum(each.source.pages is None for _, each in plans)
    print(
        f"{len(plans)} plans, {texts} of them without pages, with {tasks} tasks on {pages} pages; "
        f"none in {', '.join(empty)}, rightly"
    )
    print(f"{len(edges)} assignments: {', '.join(f'{count} {role}' for role, count in roles)}")
    print(f"{plan.metadata.title} ({name}) is led most by {'、'.join(unit for unit, _ in leads.most_common(3))}")
    picture = out / name / "matrix.png"
    shown = picture if picture.exists() else out / name / "tasks.csv"
    print(f"open {shown}: {'who does what, at a glance' if shown == picture else 'the tasks, in any spreadsheet'}")
    print(f"and {out / name / 'report.html'} in a browser, plan.graphml beside it in Gephi, igraph or networkx")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
