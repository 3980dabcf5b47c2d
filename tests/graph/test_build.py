import networkx as nx
import pytest

from build import assignment, plan, task
from planparse.errors import UsageError
from planparse.graph.build import edge_counts, node_counts, responsibility_graph


def roles_of(graph: nx.MultiDiGraph) -> list[tuple[str, str, str]]:
    """Unit label, role and task id of each assignment edge, in the graph's order."""
    return [
        (graph.nodes[source]["label"], fields["role"], graph.nodes[target]["task_id"])
        for source, target, fields in graph.edges(data=True)
        if graph.nodes[source]["kind"] == "unit"
    ]


def test_lead_and_cooperating_unit_each_have_their_edge_to_the_task():
    graph = responsibility_graph(
        [plan(task(assignment("市国资委", "lead"), assignment("市财政局", "cooperate", by_duty=True)))]
    )
    assert node_counts(graph) == {"plan": 1, "goal": 1, "task": 1, "unit": 2}
    assert edge_counts(graph) == {"has_goal": 1, "has_task": 1, "lead": 1, "cooperate": 1}
    assert roles_of(graph) == [("市国资委", "lead", "t001"), ("市财政局", "cooperate", "t001")]
    (lead, cooperate) = (f for *_, f in graph.edges(data=True) if f["role"] in ("lead", "cooperate"))
    assert (lead["position"], lead["by_duty"]) == (1, False)
    assert (cooperate["position"], cooperate["by_duty"], cooperate["page"]) == (2, True, 1)
    assert (cooperate["year"], cooperate["weight"], cooperate["confidence"]) == (2017, 1.0, 1.0)
    assert cooperate["rule"] == "test-cooperate"


def test_plan_node_tells_what_the_notice_says_of_itself():
    given = plan(task())
    fields = responsibility_graph([given]).nodes[f"plan:{given.plan_id}"]
    assert fields["label"] == fields["title"] == given.metadata.title
    assert fields["document_number"] == "苏府办〔2017〕141号"
    assert (fields["year"], fields["region_code"], fields["signed_date"]) == (2017, "320500", "2017-05-28")
    assert "published_date" not in fields, "what is not known is left out"


def test_task_without_goal_hangs_on_the_plan():
    given = plan(task(id="t001", goal=None), task(id="t002"))
    graph = responsibility_graph([given])
    assert list(graph.successors(f"plan:{given.plan_id}")) == [
        f"task:{given.plan_id}/t001",
        f"goal:{given.plan_id}/1",
    ]


def test_tasks_of_one_goal_share_its_node():
    other = "二、以政务公开助力重大改革事项落到实处"
    given = plan(task(id="t001"), task(id="t002", goal=other), task(id="t003"))
    graph = responsibility_graph([given])
    assert list(graph.successors(f"goal:{given.plan_id}/1")) == [
        f"task:{given.plan_id}/t001",
        f"task:{given.plan_id}/t003",
    ]
    assert graph.nodes[f"goal:{given.plan_id}/2"]["label"] == other


def test_unit_with_two_roles_in_one_task_has_two_edges():
    graph = responsibility_graph([plan(task(assignment("市财政局", "lead"), assignment("市财政局", "guide")))])
    assert node_counts(graph)["unit"] == 1
    assert roles_of(graph) == [("市财政局", "lead", "t001"), ("市财政局", "guide", "t001")]


def test_unit_named_twice_in_the_same_role_keeps_both_edges_with_keys_of_their_own():
    given = plan(task(assignment("市财政局", "lead"), assignment("市财政局", "lead")))
    graph = responsibility_graph([given])
    base = f"unit:{given.plan_id}/市财政局|lead|task:{given.plan_id}/t001"
    keys = [key for *_, key in graph.edges(keys=True)]
    assert keys[-2:] == [base, base + "|2"]


def test_edge_keys_are_unique_over_the_whole_graph():
    units = [assignment(name, "joint_lead") for name in ("市发改委", "市财政局", "市审计局")]
    graph = responsibility_graph(
        [plan(task(*units, id="t001"), task(*units, id="t002"), name=name) for name in ("a.pdf", "b.pdf")]
    )
    keys = [key for *_, key in graph.edges(keys=True)]
    assert len(set(keys)) == len(keys) == 2 * (1 + 2 + 6)


def test_unresolved_name_stays_inside_its_plan():
    plans = [plan(task(assignment("市财政局")), name=name) for name in ("苏州.pdf", "无锡.pdf")]
    assert node_counts(responsibility_graph(plans))["unit"] == 2


def test_resolved_unit_is_one_node_in_all_plans_whatever_their_order():
    plans = [
        plan(task(assignment(name, unit_id="320500/财政局")), name=f"{name}.pdf")
        for name in ("市财政局", "苏州市财政局")
    ]
    for given in (plans, plans[::-1]):
        graph = responsibility_graph(given)
        assert node_counts(graph)["unit"] == 1
        node = graph.nodes["unit:320500/财政局"]
        assert (node["label"], node["region_code"]) == ("苏州市财政局", "320500")


def test_collective_is_marked_on_its_node_and_its_edge():
    given = plan(task(assignment("市审计局"), assignment("各市（区）", "responsible", collective=True)))
    graph = responsibility_graph([given])
    assert graph.nodes[f"unit:{given.plan_id}/各市（区）"]["unit_kind"] == "collective"
    assert "unit_kind" not in graph.nodes[f"unit:{given.plan_id}/市审计局"]
    assert [f["collective"] for *_, f in graph.edges(data=True) if "collective" in f] == [False, True]


def test_edges_below_the_confidence_asked_for_are_left_out_and_counted():
    sure, unsure = assignment("市审计局", confidence=0.8), assignment("市财政局", confidence=0.79)
    graph = responsibility_graph([plan(task(sure, unsure))], min_confidence=0.8)
    assert roles_of(graph) == [("市审计局", "lead", "t001")]
    assert node_counts(graph)["unit"] == 1
    assert graph.graph == {"min_confidence": 0.8, "edges_left_out": 1}


@pytest.mark.parametrize("floor", [-0.1, 1.1, float("nan")])
def test_confidence_outside_its_range_is_a_wrong_call(floor):
    with pytest.raises(UsageError, match="from 0 to 1"):
        responsibility_graph([plan(task())], min_confidence=floor)


def test_equal_content_under_two_names_counts_once():
    given = plan(task(assignment("市审计局")))
    graph = responsibility_graph([given, given])
    assert edge_counts(graph)["lead"] == 1


def test_two_readings_of_one_document_are_refused():
    with pytest.raises(UsageError, match="two different plans"):
        responsibility_graph([plan(task()), plan(task(), task(id="t002"))])


def test_same_plans_give_the_same_graph():
    def build() -> nx.MultiDiGraph:
        return responsibility_graph([plan(task(assignment("市审计局"), assignment("市财政局", "cooperate")))])

    assert list(build().nodes(data=True)) == list(build().nodes(data=True))
    assert list(build().edges(keys=True, data=True)) == list(build().edges(keys=True, data=True))


def test_order_of_rows_changes_no_responsibility():
    rows = [
        task(assignment("市审计局"), assignment("市财政局", "cooperate"), id="t001"),
        task(assignment("市财政局", "responsible"), id="t002"),
    ]
    forwards, backwards = (responsibility_graph([plan(*order)]) for order in (rows, rows[::-1]))
    assert sorted(roles_of(forwards)) == sorted(roles_of(backwards))


def test_page_of_a_text_document_is_left_out():
    given = plan(task(assignment("市审计局", page=None), page=None))
    graph = responsibility_graph([given])
    assert edge_counts(graph)["lead"] == 1
    assert all("page" not in fields for *_, fields in graph.edges(data=True))


def test_no_plans_give_an_empty_graph():
    graph = responsibility_graph([])
    assert len(graph) == 0
    assert node_counts(graph) == edge_counts(graph) == {}


def test_an_edge_says_what_was_written_where_and_whether_to_look_again():
    graph = responsibility_graph(plan(task(assignment("市国资委", page=None, needs_review=True), page=None)))
    (edge,) = (fields for *_, fields in graph.edges(data=True) if fields["role"] == "lead")
    assert (edge["unit"], edge["paragraph"], edge["needs_review"]) == ("市国资委", 1, True)
    assert "page" not in edge


def test_a_name_with_a_comma_in_it_stays_one_name():
    graph = responsibility_graph(plan(task(assignment("市政府各委、办、局", collective=True)), task(id="t002")))
    (names,) = (fields["names"] for _, fields in graph.nodes(data=True) if fields["kind"] == "unit")
    assert names == "市政府各委、办、局"
