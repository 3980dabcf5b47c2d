import pytest

from build import assignment, plan, task
from datasets import kunshan, part_of, suzhou, write
from planparse.dataset import read_dataset
from planparse.dataset.store import Store
from planparse.errors import UsageError


@pytest.fixture
def folder(tmp_path):
    write(tmp_path / "ds")
    return tmp_path / "ds"


@pytest.fixture(params=["dataset", "plans"])
def store(request, folder):
    return Store(read_dataset(folder) if request.param == "dataset" else [suzhou(), kunshan()])


def one(store, query, *parameters):
    return [tuple(row.values()) for row in store.records(query, parameters)]


def test_every_table_and_the_edges_can_be_asked(store):
    assert one(store, "select count(*) from tasks") == [(3,)]
    assert one(store, 'select count(*) from "references"') == [(1,)]


def test_edges_have_the_year_and_place_of_their_plan_and_the_name_of_their_unit(store):
    rows = one(store, "select year, region_name, unit, full_name, role from edges where year = 2017 order by all")
    assert rows == [
        (2017, "苏州市", "各市（区）", "各市（区）", "responsible"),
        (2017, "苏州市", "市国资委", "市国资委", "lead"),
        (2017, "苏州市", "市财政局", "市财政局", "cooperate"),
    ]


def test_values_of_parameters_are_never_read_as_sql(store):
    assert one(store, "select count(*) from tasks where content = ?", "' or true --") == [(0,)]


@pytest.mark.parametrize(
    "statement",
    [
        "create table mine as select 1",
        "create view mine as select 1",
        "insert into plans values (1)",
        "delete from plans",
        "drop view tasks",
        "copy tasks to 'out.csv'",
        "copy (select 1) to 'ds/plans/part-0.parquet'",
        "export database 'out'",
        "attach 'other.db'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "reset lock_configuration",
        "pragma database_list",
        "call pragma_version()",
        "checkpoint",
        "explain analyze select 1",
        "prepare p as select 1",
        "begin",
        "select 1; select 2",
        "select 1; drop view tasks",
        "",
        "-- nothing",
    ],
)
def test_only_one_select_is_run(store, folder, statement, monkeypatch):
    monkeypatch.chdir(folder.parent)
    before = {path: path.stat().st_mtime_ns for path in folder.parent.rglob("*")}
    with pytest.raises(UsageError, match="must be one SELECT"):
        list(store.records(statement))
    assert {path: path.stat().st_mtime_ns for path in folder.parent.rglob("*")} == before


@pytest.mark.parametrize(
    "query",
    [
        "select * from read_csv('{secret}')",
        "select * from read_text('{secret}')",
        "select * from read_blob('{secret}')",
        "select * from '{secret}'",
        "select * from glob('{folder}/*')",
        "select * from read_parquet('{folder}/*.parquet')",
        "select * from parquet_metadata('{secret}')",
        "select * from query('copy tasks to ''x.csv''')",
        "select * from enable_logging()",
        "select * from hidden",
    ],
)
def test_no_select_reads_another_file_or_a_variable_of_the_caller(store, tmp_path, query):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    hidden = store.frame("select 1 as a")
    assert len(hidden) == 1
    with pytest.raises(UsageError):
        list(store.records(query.format(secret=secret, folder=tmp_path)))


def test_a_mistake_gives_the_message_of_the_database_in_one_line(store):
    with pytest.raises(UsageError) as caught:
        list(store.records("select nmae from plans"))
    message = str(caught.value)
    assert "nmae" in message
    assert "\n" not in message
    assert "^" not in message


@pytest.mark.parametrize("name", ["o'hara [1]", "year=2017", "a*b?"])
def test_any_name_of_the_folder_will_do(tmp_path, name):
    data = write(tmp_path / name)
    assert one(Store(data), "select count(*) from tasks") == [(3,)]
    assert "year=2017" not in one(Store(data), "from plans")[0]


def test_a_damaged_table_is_named(folder):
    part_of(folder, "tasks").write_bytes(b"PAR1")
    with pytest.raises(UsageError, match="tasks"):
        Store(read_dataset(folder))


def test_a_floor_of_confidence_leaves_edges_out_of_every_count():
    store = Store([suzhou(), kunshan()], 0.9)
    assert (store.edges, store.edges_left_out) == (4, 1)
    assert one(store, "select unit from assignments where plan_id = ? order by unit", suzhou().plan_id) == [
        ("各市（区）",), ("市国资委",),
    ]  # fmt: skip
    assert one(store, "select count(*) from edges where unit = '市财政局'") == [(0,)]


def test_units_are_counted_anew_from_the_edges_that_are_sure():
    held = [assignment("市财政局", role, unit_id="320500/财政局") for role in ("lead", "cooperate")]
    unsure = assignment("市财政局", "lead", unit_id="320500/财政局", confidence=0.5)
    given = plan(
        task(*held),
        task(unsure, id="t002"),
        task(assignment("市审计局", unit_id="320500/审计局", confidence=0.4), id="t003"),
    )
    columns = "unit_id, n_tasks, n_lead, n_cooperate, first_year"
    assert one(Store([given]), f"select {columns} from units order by unit_id") == [
        ("320500/审计局", 1, 1, 0, 2017), ("320500/财政局", 2, 2, 1, 2017),
    ]  # fmt: skip
    assert one(Store([given], 0.9), f"select {columns} from units order by unit_id") == [
        ("320500/财政局", 1, 1, 1, 2017)
    ]


def test_again_marks_a_unit_that_already_stands_in_the_task_and_is_asked_anew_above_a_floor():
    given = plan(task(assignment("市财政局", "lead", confidence=0.5), assignment("市财政局", "cooperate")))
    query = "select position, again from assignments order by position"
    assert one(Store([given]), query) == [(1, False), (2, True)]
    assert one(Store([given], 0.9), query) == [(2, False)]


@pytest.mark.parametrize("floor", [-0.1, 1.1, float("nan")])
def test_a_floor_that_is_no_confidence_is_an_error(floor):
    with pytest.raises(UsageError, match="from 0 to 1"):
        Store([suzhou()], floor)


def test_the_same_content_under_two_names_is_counted_once():
    store = Store([suzhou(), suzhou()])
    assert one(store, "select count(*) from edges") == [(3,)]
    assert one(store, "select count(*), count(same_as) from plans") == [(2, 1)]


def test_rows_of_some_plans_come_in_stored_order(folder):
    data = read_dataset(folder)
    store = Store(data)
    for name in ("plans", "tasks", "assignments", "deadlines", "quantities", "references"):
        every = [row for row in data.table(name).to_pylist() if row["plan_id"] == suzhou().plan_id]
        assert list(store.rows_of(name, [suzhou().plan_id])) == every


def test_a_frame_keeps_whole_numbers_whole(store):
    frame = store.frame("select year, null::integer as gap from plans union all select null, 1")
    assert str(frame["year"].dtype) == "Int64"
    assert frame.attrs == {"min_confidence": 0.0, "edges_left_out": 0}
