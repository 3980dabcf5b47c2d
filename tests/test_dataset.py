import dataclasses
import json
from collections import Counter
from datetime import date

import pyarrow.parquet as pq
import pytest

from build import assignment, evidence, plan, task
from planparse import dataset
from planparse.dataset import TABLES, Failure, NamedPlan, check_target, read_dataset, write_dataset
from planparse.errors import OutputError, UsageError
from planparse.graph.build import responsibility_graph
from planparse.model.plan import CitedDocument, Deadline, DocumentNumber, Quantity, Warning
from planparse.plan import parse

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


def table_bytes(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


def test_every_table_of_the_contract_is_there_with_its_columns(tmp_path):
    data = write(tmp_path / "ds")
    contract = {
        "plans": "plan_id name sha256 same_as title document_number issuer year region_code n_tasks warnings",
        "tasks": "plan_id task_id goal task content responsibility_text page confidence",
        "assignments": "plan_id task_id unit unit_id role by_duty collective open_list position rule confidence "
        "page x0 top x1 bottom",
        "units": "unit_id full_name region_code level kind first_year last_year",
        "deadlines": "plan_id task_id text start end recurrence relative anchor reporting source",
        "quantities": "plan_id task_id text comparator value value_high unit approx source",
        "references": "plan_id task_id title document_number",
        "failures": "name sha256 kind message",
    }
    for name, columns in contract.items():
        assert set(columns.split()) <= set(data.table(name).column_names), name


def test_rows_stand_in_the_order_of_names_then_of_the_document(tmp_path):
    data = write(tmp_path / "ds", [kunshan(), suzhou()])
    assert data.frame("plans")["name"].tolist() == ["2017/141号.pdf", "昆山/昆政办〔2018〕3号.pdf"]
    assert data.frame("assignments")["unit"].tolist() == ["市国资委", "市财政局", "各市（区）", "市审计局"]
    assert data.frame("failures")["name"].tolist() == ["a.fifo", "b/扫描.jpg"]


def test_values_of_the_plans_stand_in_the_tables(tmp_path):
    data = write(tmp_path / "ds")
    first = data.table("plans").to_pylist()[0]
    assert (first["document_number"], first["year"], first["region_code"]) == ("苏府办〔2017〕141号", 2017, "320500")
    assert (first["n_tasks"], first["warnings"], first["same_as"]) == (2, ["no_text_on_page"], None)
    cooperate = data.table("assignments").to_pylist()[1]
    assert (cooperate["role"], cooperate["by_duty"], cooperate["position"]) == ("cooperate", True, 2)
    assert (cooperate["page"], cooperate["x0"], cooperate["bottom"]) == (1, 461.2, 151.1)
    (deadline,) = data.table("deadlines").to_pylist()
    assert (deadline["task_id"], deadline["text"], deadline["end"]) == ("t001", "年底前", date(2017, 12, 31))
    (quantity,) = data.table("quantities").to_pylist()
    assert (quantity["text"], quantity["comparator"], quantity["value"]) == ("不低于80%", ">=", 80.0)
    (reference,) = data.table("references").to_pylist()
    assert (reference["document_number"], reference["page"]) == ("苏府办〔2017〕5号", 6)


def test_only_units_with_an_identity_have_a_row(tmp_path):
    (unit,) = write(tmp_path / "ds").table("units").to_pylist()
    assert (unit["unit_id"], unit["region_code"], unit["n_lead"], unit["n_cooperate"]) == (
        "320583/审计局", "320583", 1, 0,
    )  # fmt: skip
    assert (unit["first_year"], unit["last_year"]) == (2018, 2018)


def test_same_plans_give_the_same_bytes_in_any_order(tmp_path):
    write(tmp_path / "one", [suzhou(), kunshan()], FAILURES, run={"seconds": 1})
    write(tmp_path / "two", [kunshan(), suzhou()], FAILURES[::-1], run={"seconds": 2}, run_records=[{"a": 1}])
    assert table_bytes(tmp_path / "one") == table_bytes(tmp_path / "two")
    manifests = [json.loads((tmp_path / name / "manifest.json").read_text()) for name in ("one", "two")]
    assert [manifest.pop("run")["seconds"] for manifest in manifests] == [1, 2]
    assert manifests[0] == manifests[1]


def test_manifest_names_each_file_with_its_hash(tmp_path):
    import hashlib

    data = write(tmp_path / "ds")
    assert data.manifest["schema"] == "planparse/dataset/1"
    for name in TABLES:
        (part,) = data.manifest["tables"][name]["files"]
        assert hashlib.sha256((tmp_path / "ds" / part["name"]).read_bytes()).hexdigest() == part["sha256"]
        assert data.manifest["tables"][name]["rows"] == data.table(name).num_rows


def test_parquet_is_zstd_with_statistics_and_fixed_row_groups(tmp_path):
    write(tmp_path / "ds")
    column = pq.ParquetFile(tmp_path / "ds/tasks/part-0.parquet").metadata.row_group(0).column(0)
    assert column.compression == "ZSTD"
    assert column.is_stats_set


def test_plans_come_back_from_the_tables(tmp_path):
    back = list(write(tmp_path / "ds").plans())
    assert [each.source.name for each in back] == ["2017/141号.pdf", "昆山/昆政办〔2018〕3号.pdf"]
    assert back[1] == kunshan()
    # of the warnings, the tables hold the codes
    (warning,) = back[0].warnings
    assert dataclasses.replace(back[0], warnings=suzhou().warnings) == suzhou()
    assert warning.code == "no_text_on_page"


def test_graph_of_the_dataset_is_the_graph_of_its_plans(tmp_path):
    plans = [suzhou(), kunshan()]
    direct = responsibility_graph(plans)
    stored = responsibility_graph(write(tmp_path / "ds", plans).plans())
    for kind in ("nodes", "edges"):
        assert Counter(map(str, getattr(stored, kind)(data=True))) == Counter(
            map(str, getattr(direct, kind)(data=True))
        )


def test_graph_of_a_dataset_of_read_documents_is_the_graph_of_their_plans(tmp_path, corpus):
    plans = [parse(corpus / name / "source.pdf") for name in ("lanjiang-2023-17", "yanxi-2024-9")]
    plans = [
        dataclasses.replace(each, source=dataclasses.replace(each.source, name=f"{number}.pdf"))
        for number, each in enumerate(plans)
    ]
    direct = responsibility_graph(plans)
    stored = responsibility_graph(write(tmp_path / "ds", plans).plans())
    assert direct.size() > 100
    assert dict(stored.nodes(data=True)) == dict(direct.nodes(data=True))
    assert list(stored.edges(keys=True, data=True)) == list(direct.edges(keys=True, data=True))


def test_equal_content_has_a_row_for_each_name_and_its_tasks_once(tmp_path):
    one = suzhou()
    plans = [NamedPlan("a.pdf", one), NamedPlan("copy.pdf", one, same_as="a.pdf")]
    write_dataset(tmp_path / "ds", plans, [])
    data = read_dataset(tmp_path / "ds")
    assert data.frame("plans")["same_as"].tolist()[1] == "a.pdf"
    assert data.table("plans").num_rows == 2
    assert data.table("tasks").num_rows == 2
    assert len(list(data.plans())) == 1


def test_plan_without_tasks_and_one_with_stay_apart(tmp_path):
    bare = plan(name="a.pdf")
    full = plan(task(assignment("市审计局")), name="b.pdf")
    assert [len(each.tasks) for each in write(tmp_path / "ds", [bare, full]).plans()] == [0, 1]


def test_empty_dataset_has_all_tables(tmp_path):
    data = write(tmp_path / "ds", [], [])
    assert {data.table(name).num_rows for name in TABLES} == {0}
    assert list(data.plans()) == []


def test_half_of_a_surrogate_pair_does_not_stop_the_writing(tmp_path):
    broken = plan(task(assignment("市审计局"), content="公开\ud800结果"), name="a.pdf")
    assert write(tmp_path / "ds", [broken]).table("tasks").to_pylist()[0]["content"] == "公开?结果"


def test_dataset_is_replaced_as_a_whole(tmp_path):
    write(tmp_path / "ds")
    data = write(tmp_path / "ds", [kunshan()], [])
    assert data.table("plans").num_rows == 1
    assert data.table("failures").num_rows == 0
    assert [path.name for path in tmp_path.iterdir()] == ["ds"]


def test_empty_folder_is_taken(tmp_path):
    (tmp_path / "ds").mkdir()
    assert write(tmp_path / "ds").table("plans").num_rows == 2


@pytest.mark.parametrize("stranger", ["notes.txt", "plans/notes.txt", "photos/a.jpg", "runs/keep.csv"])
def test_folder_with_a_file_that_is_not_ours_is_never_replaced(tmp_path, stranger):
    write(tmp_path / "ds")
    path = tmp_path / "ds" / stranger
    path.parent.mkdir(exist_ok=True)
    path.write_text("keep me")
    before = table_bytes(tmp_path / "ds")
    with pytest.raises(OutputError, match="ds"):
        write(tmp_path / "ds", [], [])
    assert path.read_text() == "keep me"
    assert table_bytes(tmp_path / "ds") == before


@pytest.mark.parametrize("content", ["", "[]", '{"schema": "planparse/dataset/9"}', '{"schema": "other"}'])
def test_folder_with_a_foreign_manifest_is_never_replaced(tmp_path, content):
    (tmp_path / "ds").mkdir()
    (tmp_path / "ds/manifest.json").write_text(content)
    with pytest.raises(OutputError):
        check_target(tmp_path / "ds")


def test_file_in_the_place_of_the_dataset_stays(tmp_path):
    (tmp_path / "ds").write_text("keep me")
    with pytest.raises(OutputError):
        write(tmp_path / "ds")
    assert (tmp_path / "ds").read_text() == "keep me"


def test_fault_while_writing_leaves_the_old_dataset_whole(tmp_path, monkeypatch):
    write(tmp_path / "ds")
    before = table_bytes(tmp_path / "ds")
    original = dataset._write_parquet

    def full_disk(name, records, path):
        if name == "failures":
            raise OSError(28, "No space left on device")
        original(name, records, path)

    monkeypatch.setattr(dataset, "_write_parquet", full_disk)
    with pytest.raises(OutputError, match="No space left"):
        write(tmp_path / "ds", [], [])
    assert table_bytes(tmp_path / "ds") == before
    assert [path.name for path in tmp_path.iterdir()] == ["ds"]


def test_old_dataset_comes_back_if_the_new_one_cannot_take_its_place(tmp_path, monkeypatch):
    write(tmp_path / "ds")
    before = table_bytes(tmp_path / "ds")
    rename = dataset.Path.rename

    def refuse(path, target):
        if target.name == "ds" and (path / "manifest.json").exists() and not refuse.done:
            refuse.done = True
            raise OSError(5, "Input/output error")
        return rename(path, target)

    refuse.done = False
    monkeypatch.setattr(dataset.Path, "rename", refuse)
    with pytest.raises(OutputError):
        write(tmp_path / "ds", [], [])
    assert table_bytes(tmp_path / "ds") == before


def test_folder_that_is_no_dataset_is_a_usage_error(tmp_path):
    (tmp_path / "other").mkdir()
    for folder in ("missing", "other"):
        with pytest.raises(UsageError, match=folder):
            read_dataset(tmp_path / folder)


def test_dataset_that_lacks_a_file_or_has_another_schema_is_a_usage_error(tmp_path):
    write(tmp_path / "ds")
    manifest = tmp_path / "ds/manifest.json"
    manifest.write_text(manifest.read_text().replace("dataset/1", "dataset/2"))
    with pytest.raises(UsageError, match="dataset/2"):
        read_dataset(tmp_path / "ds")
    write(tmp_path / "ds2")
    (tmp_path / "ds2/tasks/part-0.parquet").unlink()
    with pytest.raises(UsageError, match="tasks"):
        read_dataset(tmp_path / "ds2")


def test_damaged_table_and_unknown_table_are_usage_errors(tmp_path):
    data = write(tmp_path / "ds")
    (tmp_path / "ds/tasks/part-0.parquet").write_bytes(b"PAR1")
    with pytest.raises(UsageError, match="tasks"):
        data.table("tasks")
    with pytest.raises(UsageError, match="'task'"):
        data.table("task")
