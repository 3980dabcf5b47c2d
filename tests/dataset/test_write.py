import json
from datetime import date

import pyarrow.parquet as pq
import pytest

from build import assignment, plan, task
from datasets import FAILURES, kunshan, part_of, suzhou, write
from planparse.dataset import TABLES, NamedPlan, check_target, read_dataset, write_dataset
from planparse.dataset import write as writing
from planparse.errors import OutputError


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
    column = pq.ParquetFile(part_of(tmp_path / "ds", "tasks")).metadata.row_group(0).column(0)
    assert column.compression == "ZSTD"
    assert column.is_stats_set


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
    original = writing._write_parquet

    def full_disk(table, path):
        if path.parent.name == "failures":
            raise OSError(28, "No space left on device")
        original(table, path)

    monkeypatch.setattr(writing, "_write_parquet", full_disk)
    with pytest.raises(OutputError, match="No space left"):
        write(tmp_path / "ds", [], [])
    assert table_bytes(tmp_path / "ds") == before
    assert [path.name for path in tmp_path.iterdir()] == ["ds"]


def test_fault_while_the_new_dataset_takes_its_place_leaves_the_old_one(tmp_path, monkeypatch):
    write(tmp_path / "ds")
    before = table_bytes(tmp_path / "ds")
    replace, calls = writing.Path.replace, []

    def refuse(path, target):
        calls.append(target)
        if target.name == "manifest.json":
            raise OSError(5, "Input/output error")
        return replace(path, target)

    monkeypatch.setattr(writing.Path, "replace", refuse)
    with pytest.raises(OutputError):
        write(tmp_path / "ds", [kunshan()], [])
    assert len(calls) > len(TABLES)
    assert table_bytes(tmp_path / "ds") == before
    assert read_dataset(tmp_path / "ds").table("plans").num_rows == 2


def test_parts_that_no_manifest_lists_are_swept_away_by_the_next_who_writes(tmp_path):
    write(tmp_path / "ds")
    before = table_bytes(tmp_path / "ds")
    (tmp_path / "ds/tasks/part-0-0badc0de.parquet").write_bytes(b"left by a loss of power")
    (tmp_path / "ds/.planparse-0badc0de.part").write_bytes(b"half")
    write(tmp_path / "ds")
    assert table_bytes(tmp_path / "ds") == before
    assert not list(tmp_path.glob("ds/.planparse*"))


def test_a_part_is_full_after_so_many_tasks_whatever_the_chunks(tmp_path, monkeypatch):
    plans = [
        plan(*(task(assignment("市审计局"), id=f"t{n:03}") for n in range(1, 4)), name=f"{n:02}.pdf") for n in range(10)
    ]
    monkeypatch.setattr(writing, "PART_TASKS", 8)
    parts = {}
    for chunk in (1, 4, 100):
        monkeypatch.setattr(writing, "CHUNK_TASKS", min(chunk, 8))
        data = write(tmp_path / f"ds{chunk}", plans, [])
        parts[chunk] = [part["rows"] for part in data.manifest["tables"]["tasks"]["files"]]
        assert data.frame("tasks")["plan_id"].tolist() == [each.plan_id for each in plans for _ in range(3)]
    assert parts[1] == [9, 9, 9, 3]


def test_runs_before_this_one_are_kept(tmp_path):
    write(tmp_path / "ds", run_records=[{"name": "a.pdf"}])
    write(tmp_path / "ds", run_records=[{"name": "b.pdf"}])
    assert sorted(path.name for path in (tmp_path / "ds/runs").iterdir()) == ["1.jsonl", "2.jsonl"]
