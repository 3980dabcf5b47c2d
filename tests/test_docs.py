"""docs/data.md and CITATION.cff say what the program does, no more and no less."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest
import srsly

import planparse
from build import assignment, plan, task
from datasets import write
from planparse.dataset.schema import DATASET_SCHEMA, TABLES
from planparse.dataset.store import Store
from planparse.dataset.views import MACROS
from planparse.errors import WARNING_CODES, InputError
from planparse.model.unit import Relation
from planparse.units.lineage import find_unit

ROOT = Path(__file__).parents[1]
DATA = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")

SQL_TYPES = {"VARCHAR": "string", "INTEGER": "int32", "BIGINT": "int64", "DOUBLE": "double", "BOOLEAN": "bool"}
GRAPH_TYPES = {str: "text", int: "whole number", float: "number", bool: "true/false"}
ASSIGNED = [str(role) for role in planparse.Role]


def sections(level="##+"):
    """Heading to the text below it, up to the next heading."""
    parts = re.split(rf"^{level} (.+)$", DATA, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def tables_in(text):
    """The Markdown tables of a text: each a list of rows, the head among them, without the line below it."""
    blocks = re.findall(r"(?:^\|.*\|$\n?)+", text, flags=re.MULTILINE)
    return [[cells(line) for line in block.splitlines() if not line.startswith("|---")] for block in blocks]


def cells(line):
    return [cell.strip() for cell in line.strip("|").split("|")]


def table_under(heading, head):
    """The table of a section that has this head, by the word in its first column."""
    found = [rows for rows in tables_in(sections()[heading]) if rows[0] == head]
    assert len(found) == 1, f"{heading} has one such table"
    rows = {row[0].strip("`"): row[1:] for row in found[0][1:]}
    assert len(rows) == len(found[0]) - 1, f"{heading} says a thing once"
    return rows


def section_of(macro):
    return f"`{macro.name}({macro.parameters})`"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return Store(write(tmp_path_factory.mktemp("docs") / "dataset"))


def sql_columns(store, query):
    rows = store.records(f"select * from (summarize select * from {query})")
    return {row["column_name"]: SQL_TYPES[row["column_type"]] for row in rows}


@pytest.mark.parametrize("name", TABLES)
def test_every_column_of_a_table_is_told_with_its_type_in_its_order(name):
    told = table_under(f"`{name}`", ["column", "type", "meaning and values", "null"])
    assert [(column, row[0].strip("`")) for column, row in told.items()] == list(TABLES[name].items())
    assert all(meaning and null for _, meaning, null in told.values())


def test_every_table_has_its_row_among_the_tables():
    told = table_under("How the tables hang together", ["table", "one row is", "key", "order"])
    assert list(told) == list(TABLES)
    for name, (_, key, _) in told.items():
        assert set(re.findall(r"`(\w+)`", key)) <= TABLES[name].keys()


def test_no_other_tables_views_or_macros_are_told():
    told = {heading for heading in sections() if heading.startswith("`")}
    assert told == {f"`{name}`" for name in TABLES} | {"`edges`"} | {section_of(macro) for macro in MACROS}


def test_every_column_of_the_edges_is_told(store):
    told = table_under("`edges`", ["column", "type", "meaning"])
    assert [(column, row[0]) for column, row in told.items()] == list(sql_columns(store, "edges").items())


@pytest.mark.parametrize("macro", MACROS, ids=lambda macro: macro.name)
def test_every_column_of_a_macro_is_told(store, macro):
    call = f"{macro.name}({', '.join(repr('市财政局') for _ in filter(None, macro.parameters.split(',')))})"
    told = table_under(section_of(macro), ["column", "type", "meaning"])
    assert [(column, row[0]) for column, row in told.items()] == list(sql_columns(store, call).items())


def test_the_examples_in_sql_run(store):
    examples = re.findall(r"^```sql\n(.*?)^```", DATA, flags=re.MULTILINE | re.DOTALL)
    assert len(examples) >= 5
    for example in examples:
        columns, rows = store.rows(example)
        assert columns
        list(rows)


def test_the_sample_to_check_by_hand_is_drawn_the_same_way_each_time(store):
    (example,) = (each for each in re.findall(r"```sql\n(.*?)```", DATA, flags=re.DOTALL) if "md5" in each)
    first, again = (list(store.rows(example)[1]) for _ in range(2))
    assert first == again
    assert len(first) == 4


def test_every_warning_is_told_in_its_words_and_no_other():
    told = table_under("`plans`", ["code", "meaning"])
    assert {code: row[0] for code, row in told.items()} == WARNING_CODES


def test_the_warning_of_a_task_exists():
    (_, meaning, _) = table_under("`tasks`", ["column", "type", "meaning and values", "null"])["warnings"]
    codes = re.findall(r"`(\w+)`", meaning)
    assert codes
    assert set(codes) <= WARNING_CODES.keys()


def test_all_kinds_of_failures_relations_and_roles_are_told():
    def values(table, column):
        _, meaning, _ = table_under(f"`{table}`", ["column", "type", "meaning and values", "null"])[column]
        return set(re.findall(r"`([\w-]+)`", meaning))

    assert values("failures", "kind") == {each.kind for each in InputError.__subclasses__()}
    assert values("lineage", "relation") == set(Relation)
    assert values("assignments", "role") == set(planparse.Role)


@pytest.fixture(scope="module")
def graphs():
    """The graph of a plan that has all fields, in all views."""
    names = (
        "苏州市公安局", "苏州市公安局交通警察支队", "苏州市国土资源局", "苏州市自然资源和规划局", "苏州市财政局",
    )  # fmt: skip
    units = [find_unit(name) for name in names]
    everyone = planparse.resolve_unit("各市（区）人民政府", issuer="苏州市人民政府办公室", date="2017-05-28").unit
    departments = planparse.resolve_unit("市各有关部门", issuer="苏州市人民政府办公室", date="2017-05-28").unit
    roles = zip(units, ("lead", "joint_lead", "responsible", "cooperate", "participate"), strict=True)
    named = [assignment(unit.full_name, role, unit_id=unit.id, by_duty=True) for unit, role in roles]
    many = [
        assignment("各市（区）人民政府", "guide", unit_id=everyone.id, collective=True),
        assignment("市各有关部门", "supervise", unit_id=departments.id, collective=True, open_list=True),
        assignment("市城建办", "cooperate", confidence=0.6, needs_review=True, page=None),
    ]
    whole = plan(
        task(*named, *many, task="（一）公开", path=("一、公开", "（一）公开")),
        task(id="t002", goal=None, page=None),
        units=(*units, everyone, departments),
        metadata={"published_date": planparse.parse_deadlines("2017年6月1日前")[0].end},
    )
    plain = planparse.responsibility_graph([whole])
    return (
        plain,
        planparse.responsibility_graph([whole], as_of=2021),
        planparse.responsibility_graph([whole], along_lineage=True),
        planparse.expand_collectives(plain, 2017),
    )


def attributes_of(graphs, kind, items):
    """Attribute to its types, and to the kinds of nodes or edges that have it."""
    types, owners, kinds = {}, {}, set()
    for graph in graphs:
        for fields in items(graph):
            kinds.add(fields[kind])
            for name, value in fields.items():
                types.setdefault(name, set()).add(GRAPH_TYPES[type(value)])
                owners.setdefault(name, set()).add(fields[kind])
    return types, owners, kinds


def owners_told(row, kinds):
    if row[0] == "all":
        return kinds
    named = {part.strip() for part in row[0].split(",")}
    return named - {"assignments"} | (set(ASSIGNED) if "assignments" in named else set())


def test_every_attribute_of_a_node_is_told_and_no_other(graphs):
    types, owners, kinds = attributes_of(graphs, "kind", lambda graph: [f for _, f in graph.nodes(data=True)])
    told = table_under("Nodes", ["attribute", "of", "type", "meaning"])
    assert told.keys() == types.keys()
    assert {name: {row[1]} for name, row in told.items()} == types
    assert {name: owners_told(row, kinds) for name, row in told.items()} == owners


def test_every_attribute_of_an_edge_is_told_and_no_other(graphs):
    types, owners, kinds = attributes_of(graphs, "role", lambda graph: [f for *_, f in graph.edges(data=True)])
    told = table_under("Edges", ["attribute", "of", "type", "meaning"])
    assert told.keys() == types.keys()
    assert {name: {row[1]} for name, row in told.items()} == types
    for name, owner in owners.items():
        assert owner <= owners_told(told[name], kinds), name
    assert kinds == {*ASSIGNED, "has_goal", "has_task", "part_of", "succeeds"}
    assert all(f"`{role}`" in sections()["The graph"] for role in kinds - set(ASSIGNED))


def test_every_attribute_of_the_graph_itself_is_told_and_no_other(graphs):
    types = {name: {GRAPH_TYPES[type(value)]} for graph in graphs for name, value in graph.graph.items()}
    told = table_under("The graph itself", ["attribute", "type", "meaning"])
    assert {name: {row[0]} for name, row in told.items()} == types


def test_the_edge_cited_stands_where_the_page_says():
    example = re.search(
        r"`(\w{16})/(t\d+)/([^/]+)/(\w+)` in (\S+), page (\d+), box ([\d. ]+) \(`(corpus/[\w-]+)`\)", DATA
    )
    assert example
    plan_id, task_id, unit, role, number, page, box, folder = example.groups()
    found = planparse.parse(ROOT / folder / "source.pdf")
    (cited,) = (a for t in found.tasks if t.id == task_id for a in t.assignments if (a.unit, a.role) == (unit, role))
    assert (found.plan_id, str(found.metadata.document_number)) == (plan_id, number)
    assert cited.evidence[0].page == int(page)
    assert cited.evidence[0].bbox == pytest.approx([float(edge) for edge in box.split()], abs=0.006)


@pytest.fixture(scope="module")
def error_rates():
    spec = importlib.util.spec_from_file_location("error_rates", ROOT / "scripts" / "error_rates.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["error_rates"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["error_rates"]


def test_the_rates_of_the_corpus_are_those_measured(error_rates):
    measured = error_rates.measure_folder(ROOT / "corpus")
    columns = {"corpus": measured}
    for names, head in ((error_rates.FIELDS, "field"), (error_rates.Role, "role")):
        now = {row[0]: row[1] for row in error_rates.field_rows(columns, names) if row[0] != error_rates.PLACE}
        told = rates_table(head)
        assert {name: told[name] for name in now} == now
        assert told.keys() - now.keys() <= {error_rates.PLACE}
    graded = tables_in("\n".join(error_rates.band_table({"corpus": measured.bands})))[0][1:]
    assert rates_table("confidence") == dict(graded)


def rates_table(head):
    """The column of the corpus in the table of rates with this head."""
    (rows,) = (rows for rows in tables_in(DATA) if rows[0][:2] == [head, "corpus"])
    return {row[0]: row[1] for row in rows[1:]}


def test_shares_and_limits_are_those_of_their_counts(error_rates):
    share = r"([\d.]+ \([\d.]+–[\d.]+\))"
    told = re.findall(rf"(\d+) of (\d+): {share}", DATA)
    told += re.findall(rf"^\| [^|]+ \| (\d+) of (\d+) \| {share} \|$", DATA, flags=re.MULTILINE)
    assert len(told) > 30
    for right, of, limits in told:
        assert limits == error_rates.share(int(right), int(of)), f"{right} of {of}"


def test_shares_of_all_gold_together_are_those_of_their_cells(error_rates):
    for head in ("field", "role"):
        (rows,) = (rows for rows in tables_in(DATA) if rows[0][:2] == [head, "corpus"])
        for name, *parts, precision, recall in rows[1:]:
            counts = [re.fullmatch(r"(\d+) of (\d+)(?:, (\d+) extra)?", part) for part in parts]
            right, gold, extra = (sum(int(each[n] or 0) for each in counts if each) for n in (1, 2, 3))
            assert precision in ("–", error_rates.share(right, right + extra)), name
            assert recall == error_rates.share(right, gold), name


def test_schema_and_version_are_named():
    assert f"schema `{DATASET_SCHEMA}` and version {planparse.__version__}" in DATA


def test_links_lead_to_files():
    for link in re.findall(r"\]\(([^)]+)\)", DATA):
        assert (ROOT / "docs" / link).is_file(), link


def test_the_citation_file_is_whole_and_of_this_version():
    told = srsly.yaml_loads((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert told.keys() == {
        "cff-version", "message", "title", "type", "abstract", "authors", "version", "license", "keywords",
    }  # fmt: skip
    assert (told["cff-version"], told["title"], told["type"]) == ("1.2.0", "planparse", "software")
    assert (told["version"], told["license"]) == (planparse.__version__, "MIT")
    assert told["authors"] == [{"name": "The planparse authors"}]
    assert all(isinstance(word, str) for word in told["keywords"])
    assert "http" not in str(told)


def test_references_without_quotes_is_an_error(store):
    with pytest.raises(planparse.UsageError):
        store.rows("select * from references")
