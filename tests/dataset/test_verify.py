import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from datasets import kunshan, part_of, suzhou, write
from planparse.cli.main import main
from planparse.dataset import NamedPlan, read_dataset, write_dataset
from planparse.dataset.schema import arrow_table
from planparse.dataset.verify import kinds, verify_dataset
from planparse.dataset.write import write_tables


@pytest.fixture
def folder(tmp_path):
    write(tmp_path / "ds", [suzhou(), kunshan()])
    return tmp_path / "ds"


def problems(folder):
    return list(verify_dataset(read_dataset(folder)).problems)


def test_a_dataset_that_was_written_is_whole(folder):
    check = verify_dataset(read_dataset(folder))
    assert check.problems == ()
    assert check.files == 9
    assert check.rows > 10


def test_equal_content_under_two_names_is_whole(tmp_path):
    one = suzhou()
    write_dataset(tmp_path / "ds", [NamedPlan("a.pdf", one), NamedPlan("b.pdf", one, same_as="a.pdf")], [])
    assert problems(tmp_path / "ds") == []


def test_a_changed_byte_is_found(folder):
    path = part_of(folder, "tasks")
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    (problem,) = problems(folder)
    assert problem.startswith(f"tasks/{path.name}: its content")


def test_a_file_that_no_manifest_lists_is_found(folder):
    (folder / "tasks/part-9-00000000.parquet").write_bytes(b"")
    (problem,) = problems(folder)
    assert "part-9-00000000.parquet: no part" in problem


def test_a_manifest_that_counts_other_rows_is_found(folder):
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["tables"]["tasks"]["files"][0]["rows"] += 1
    manifest["inputs_sha256"] = "0"
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert problems(folder)[0].startswith("manifest.json: ")


def with_rows(folder, name, change):
    """Write the dataset again with the rows of a table changed, and a manifest that agrees with it."""
    data = read_dataset(folder)
    tables = {each: data.table(each) for each in data.manifest["tables"]}
    tables[name] = arrow_table(name, change(tables[name].to_pylist()))
    write_tables(folder, tables)


@pytest.mark.parametrize(
    ("table", "change", "fault"),
    [
        ("plans", lambda rows: rows[1:], "a task belongs to no plan"),
        ("tasks", lambda rows: rows[1:], "an assignment belongs to no task"),
        ("tasks", lambda rows: rows[:1] + rows, "two rows of tasks have the same plan_id, task_id"),
        ("plans", lambda rows: [row | {"n_tasks": 9} for row in rows], "another number of tasks than n_tasks says"),
        ("plans", lambda rows: [row | {"same_as": "gone.pdf"} for row in rows], "same_as names no plan"),
        ("units", lambda rows: [], "a unit with an identity has no row: 320583/审计局"),
        ("failures", lambda rows: [rows[0] | {"name": "2017/141号.pdf"}], "a name is a plan and a failure"),
        ("failures", lambda rows: [row | {"kind": "tired"} for row in rows], "a failure of an unknown kind"),
    ],
)
def test_rows_that_do_not_agree_are_found(folder, table, change, fault):
    with_rows(folder, table, change)
    assert any(fault in problem for problem in problems(folder))


def test_other_columns_are_found(folder):
    path = part_of(folder, "failures")
    pq.write_table(pa.table({"name": ["a"]}), path)
    assert len(problems(folder)) == 1


def test_the_kinds_are_those_of_the_contract():
    assert kinds() == sorted(
        ["unreadable", "encrypted", "unsupported_format", "empty", "not_a_plan", "page_limit", "timeout", "memory"]
    )


def test_the_command_exits_with_0_or_5(folder, capfd):
    assert main(["verify", str(folder)]) == 0
    assert "whole; 9 files" in capfd.readouterr().err
    part_of(folder, "tasks").write_bytes(b"PAR1")
    assert main(["verify", str(folder)]) == 5
    out, err = capfd.readouterr()
    assert out == ""
    assert "tasks/part-0-" in err and "1 problems" in err
    assert main(["verify", str(folder / "nothing")]) == 2
