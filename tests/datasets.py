"""Two small plans, and a dataset of them, for the tests of whatever reads datasets."""

from __future__ import annotations

from datetime import date

from build import assignment, evidence, plan, task
from planparse.dataset import Failure, NamedPlan, read_dataset, write_dataset
from planparse.model.plan import CitedDocument, Deadline, DocumentNumber, Quantity, Warning

FAILURES = [
    Failure("b/扫描.jpg", "0" * 64, "unsupported_format", "this is a picture"),
    Failure("a.fifo", None, "unsupported_format", "this is no ordinary file"),
]


def suzhou(name: str = "2017/141号.pdf"):
    notice = {
        "addressees": ("各市、区人民政府", "市各有关部门"),
        "cited_documents": (
            CitedDocument(
                "市政府办公室关于对文件进行公开属性分类的通知",
                DocumentNumber("苏府办", 2017, 5, "苏府办〔2017〕5号", repaired=True),
                (evidence("苏府办〔20175号", 6),),
            ),
        ),
    }
    return plan(
        task(
            assignment("市国资委", "lead", confidence=0.99),
            assignment("市财政局", "cooperate", by_duty=True, confidence=0.6, needs_review=True),
            path=("一、公开", "（一）国企"),
            deadlines=(Deadline("年底前", end=date(2017, 12, 31), evidence=(evidence("年底前", 3),)),),
            quantities=(Quantity("不低于80%", ">=", 80, "%"),),
        ),
        task(assignment("各市（区）", "responsible", collective=True), id="t002", goal="二、服务", page=4),
        name=name,
        metadata=notice,
        warnings=(Warning("no_text_on_page", "page 7 has no characters", 7),),
    )


def kunshan(name: str = "昆山/昆政办〔2018〕3号.pdf"):
    return plan(
        task(assignment("市审计局", "lead", unit_id="320583/审计局"), goal=None),
        name=name,
        year=2018,
        region=None,
        metadata={"document_number": None},
    )


def write(folder, plans=None, failures=FAILURES, **more):
    plans = [suzhou(), kunshan()] if plans is None else plans
    write_dataset(folder, [NamedPlan(each.source.name, each) for each in plans], failures, **more)
    return read_dataset(folder)


def part_of(folder, table: str):
    """The path of the one part of a table."""
    (path,) = (folder / table).glob("*.parquet")
    return path
