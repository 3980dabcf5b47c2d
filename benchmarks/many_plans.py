"""Makes a dataset of many plans of invented cities, to measure queries on (生成的大数据集).

    python benchmarks/many_plans.py FOLDER [--plans 10000] [--seed 7]

Sizes and shapes follow real plans: 50 tasks a plan, three units a task, a few bodies in most tasks and many in few, a
lead or several joint leads, classes of units in one task of eight. Each city has its bodies, which take part by rank
(Zipf); a quarter of the cities write for their province. Names are made by rule; nothing of it is a real document.
"""

from __future__ import annotations

import argparse
import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from planparse.dataset.schema import TABLES, arrow_schema
from planparse.dataset.write import write_tables
from planparse.model.plan import Role

CITIES = 320
YEARS = range(2011, 2021)
TASKS_A_PLAN = 50
UNITS_A_TASK = 3.06
BODIES = (
    "发展和改革委员会", "财政局", "教育局", "住房和城乡建设局", "民政局", "人力资源和社会保障局", "公安局", "商务局",
    "卫生健康委员会", "生态环境局", "农业农村局", "交通运输局", "自然资源和规划局", "市场监督管理局", "文化和旅游局",
    "工业和信息化局", "科学技术局", "水利局", "应急管理局", "审计局", "统计局", "司法局", "城市管理局", "税务局",
    "行政审批局", "大数据管理局", "医疗保障局", "退役军人事务局", "人民政府办公室", "国有资产监督管理委员会",
    "体育局", "信访局", "金融工作局", "粮食和物资储备局", "林业局", "园林绿化局", "房产管理局", "人民防空办公室",
    "地方志编纂委员会办公室", "档案馆", "气象局", "邮政管理局", "烟草专卖局", "海事局", "消防救援支队", "供销合作总社",
    "总工会", "妇女联合会", "残疾人联合会", "工商业联合会", "科学技术协会", "文学艺术界联合会", "红十字会", "公路局",
    "住房公积金管理中心", "公共资源交易中心", "投资促进局", "口岸办公室", "机关事务管理局", "接待办公室",
)  # fmt: skip
GOALS = ("一、推进重点领域改革", "二、优化营商环境", "三、保障和改善民生", "四、加强生态保护", "五、建设法治政府")
WORDS = ("推进", "完善", "落实", "公开", "审计", "整治", "预算", "项目", "制度", "机制", "监管", "平台", "数据", "服务")
LINE = 30.6
"""Points from the top of a box to its bottom, two lines."""


def tables_of(plans: int, seed: int) -> dict[str, pa.Table]:
    """Make the tables of so many plans."""
    random = np.random.default_rng(seed)
    made: dict[str, dict[str, Any]] = {}
    order = np.sort(random.integers(0, CITIES * len(YEARS), plans))
    city, year = order // len(YEARS), np.array(YEARS)[order % len(YEARS)]
    sha = np.array([hashlib.sha256(f"{seed}-{n}".encode()).hexdigest() for n in range(plans)])
    plan_ids = np.array([each[:16] for each in sha])
    names = np.array([f"{_name(c)}/{y}/{n:05d}.pdf" for n, (c, y) in enumerate(zip(city, year, strict=True))])
    made["plans"] = {
        "plan_id": plan_ids, "name": names, "sha256": sha,
        "title": [f"{_name(c)}人民政府办公室关于印发{y}年重点工作分工的通知" for c, y in zip(city, year, strict=True)],
        "issuer": [f"{_name(c)}人民政府办公室" for c in city], "issuers": [[f"{_name(c)}人民政府办公室"] for c in city],
        "signed_date": [date(int(y), 3, 1) for y in year], "addressees": [[]] * plans, "annexes": [[]] * plans,
        "year": year, "region_code": [_code(c) for c in city], "region_name": [_name(c) for c in city],
        "format": ["pdf"] * plans, "pages": np.full(plans, 12), "reader": ["pdfium"] * plans,
        "n_tasks": np.full(plans, TASKS_A_PLAN), "warnings": [[]] * plans,
    }  # fmt: skip
    tasks = plans * TASKS_A_PLAN
    of_plan = np.repeat(np.arange(plans), TASKS_A_PLAN)
    number = np.tile(np.arange(TASKS_A_PLAN), plans)
    task_ids = np.array([f"t{n + 1:03d}" for n in range(TASKS_A_PLAN)])[number]
    goals = np.array(GOALS)[number * len(GOALS) // TASKS_A_PLAN]
    parts = np.array(WORDS)[random.integers(0, len(WORDS), (tasks, 6))]
    content = ["".join(row) + f"，年内完成第{n}项工作，并按季度报送进展情况" for n, row in enumerate(parts)]
    pages = number // 5 + 1
    made["tasks"] = {
        "plan_id": plan_ids[of_plan], "task_id": task_ids, "goal": goals, "path": [[each] for each in goals],
        "content": content, "responsibility_text": [""] * tasks, "page": pages, **_boxes(tasks),
        "confidence": np.full(tasks, 0.99), "warnings": [[]] * tasks,
    }  # fmt: skip
    made["assignments"], held = _assignments(random, plan_ids, task_ids, of_plan, pages, city)
    made["units"] = _units(held, city, year, made["assignments"])
    due = random.random(tasks) < 0.4
    made["deadlines"] = {
        "plan_id": plan_ids[of_plan][due], "task_id": task_ids[due], "text": ["年底前"] * due.sum(),
        "end": [date(int(each), 12, 31) for each in year[of_plan][due]], "reporting": np.zeros(due.sum(), bool),
        "source": ["content"] * due.sum(), "page": pages[due], **_boxes(int(due.sum())),
    }  # fmt: skip
    return {name: _table(name, made.get(name, {})) for name in TABLES}


def _assignments(
    random: np.random.Generator, plan_ids: Any, task_ids: Any, of_plan: Any, pages: Any, city: Any
) -> tuple[dict[str, Any], Any]:
    """Give the assignments, and of each the city and the body."""
    sizes = 1 + random.poisson(UNITS_A_TASK - 1, len(task_ids))
    task = np.repeat(np.arange(len(task_ids)), sizes)
    position = np.arange(len(task)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + 1
    rank = 1 / np.arange(1, len(BODIES) + 1) ** 0.8
    first = random.choice(len(BODIES), len(task_ids), p=rank / rank.sum())
    # The others of a task follow the first by steps that never meet, so that no unit stands twice in it.
    body = (first[task] + (position - 1) * 7) % len(BODIES)
    style = random.random(len(task_ids))[task]
    role = np.select(
        [(style < 0.4) & (position == 1), style < 0.4, style < 0.7],
        [Role.LEAD.value, Role.COOPERATE.value, Role.JOINT_LEAD.value],
        Role.RESPONSIBLE.value,
    )
    several = (position == sizes[task]) & (random.random(len(task)) < 0.125)
    unresolved = random.random(len(task)) < 0.02
    where = city[of_plan[task]]
    names = [
        "各县（市、区）" if many else f"市{BODIES[b]}" for b, many in zip(body.tolist(), several.tolist(), strict=True)
    ]
    ids = [
        None if none else f"{_code(c)}/各县市区" if many else f"{_code(c)}/{BODIES[b]}"
        for c, b, many, none in zip(where.tolist(), body.tolist(), several.tolist(), unresolved.tolist(), strict=True)
    ]
    confidence = np.where(random.random(len(task)) < 0.9, 0.99, 0.6)
    return {
        "plan_id": plan_ids[of_plan[task]], "task_id": task_ids[task], "unit": names, "unit_id": ids, "role": role,
        "by_duty": style < 0.3, "collective": several, "open_list": np.zeros(len(task), bool), "position": position,
        "again": np.zeros(len(task), bool),
        "rule": ["made"] * len(task), "confidence": confidence, "needs_review": confidence < 0.9,
        "page": pages[task], **_boxes(len(task)), "text": names,
    }, (where, body)  # fmt: skip


def _units(held: Any, city: Any, year: Any, assignments: dict[str, Any]) -> dict[str, Any]:
    """Give the units of the assignments; their counts are left at 0, since no query of the benchmark reads them."""
    ids = sorted({each for each in assignments["unit_id"] if each is not None})
    bodies = [each.partition("/")[2] for each in ids]
    places = [_name(int(each[:6]) - 700000) for each in ids]
    many = [body.startswith("各") for body in bodies]
    n = len(ids)
    zeros = np.zeros(n, int)
    return {
        "unit_id": ids, "full_name": [p + b for p, b in zip(places, bodies, strict=True)],
        "region_code": [each[:6] for each in ids], "level": ["city"] * n,
        "kind": ["collective" if each else "government" for each in many], "system": ["块"] * n,
        "certainty": ["D"] * n, "source": ["made"] * n,
        "names": [["各县（市、区）"] if m else [f"市{b}"] for b, m in zip(bodies, many, strict=True)],
        "n_plans": zeros, "n_tasks": zeros, **{f"n_{role}": zeros for role in Role},
        "first_year": np.full(n, min(YEARS)), "last_year": np.full(n, max(YEARS)),
    }  # fmt: skip


def _name(city: int) -> str:
    return f"第{city:03d}市"


def _code(city: int) -> str:
    """Give a code of six digits that no place has: those of the standard end with 6."""
    return str(700000 + city)


def _boxes(rows: int) -> dict[str, Any]:
    top = np.round(80 + np.arange(rows) * 7919 % 68_000 / 100, 2)
    return {"x0": np.full(rows, 461.2), "top": top, "x1": np.full(rows, 540.0), "bottom": top + LINE}


def _table(name: str, columns: dict[str, Any]) -> pa.Table:
    rows = len(next(iter(columns.values()))) if columns else 0
    return pa.table(
        [
            pa.array(columns[field.name], type=field.type) if field.name in columns else pa.nulls(rows, field.type)
            for field in arrow_schema(name)
        ],
        schema=arrow_schema(name),
    )


def main() -> None:
    """Write a dataset into a folder."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--plans", type=int, default=10_000)
    arguments.add_argument("--seed", type=int, default=7)
    given = arguments.parse_args()
    tables = tables_of(given.plans, given.seed)
    write_tables(given.folder, tables)
    rows = ", ".join(f"{table.num_rows:,} {name}" for name, table in tables.items() if table.num_rows)
    print(f"{given.folder}: {rows}")


if __name__ == "__main__":
    main()
