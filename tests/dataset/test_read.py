import dataclasses
import json
from collections import Counter

import pytest

from datasets import kunshan, part_of, suzhou, write
from planparse.dataset import read_dataset
from planparse.errors import UsageError
from planparse.graph.build import responsibility_graph
from planparse.plan import parse


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
    part_of(tmp_path / "ds2", "tasks").unlink()
    with pytest.raises(UsageError, match="tasks"):
        read_dataset(tmp_path / "ds2")


def test_damaged_table_and_unknown_table_are_usage_errors(tmp_path):
    data = write(tmp_path / "ds")
    part_of(tmp_path / "ds", "tasks").write_bytes(b"PAR1")
    with pytest.raises(UsageError, match="tasks"):
        data.table("tasks")
    with pytest.raises(UsageError, match="'task'"):
        data.table("task")


def test_a_dataset_of_an_earlier_version_is_told_as_such(tmp_path):
    write(tmp_path / "ds")
    manifest = tmp_path / "ds/manifest.json"
    told = json.loads(manifest.read_text("utf-8"))
    del told["tables"]["lineage"]
    manifest.write_text(json.dumps(told), "utf-8")
    with pytest.raises(UsageError, match=r"earlier planparse.*lineage"):
        read_dataset(tmp_path / "ds")
    manifest.write_text('{"schema": "planparse/dataset/9", "tables": []}', "utf-8")
    with pytest.raises(UsageError, match="dataset/9"):
        read_dataset(tmp_path / "ds")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"schema": "planparse/dataset/1"}', '{"schema": 1, "tables'])
def test_a_damaged_manifest_is_a_usage_error(tmp_path, content):
    write(tmp_path / "ds")
    (tmp_path / "ds/manifest.json").write_text(content, "utf-8")
    with pytest.raises(UsageError, match="damaged"):
        read_dataset(tmp_path / "ds")
