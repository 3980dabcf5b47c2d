import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from build import assignment, plan, task
from planparse.errors import UsageError
from planparse.graph.build import responsibility_graph
from planparse.graph.projection import check_unit_network, involvement, lead_network, unit_network

UNITS = ("市发改委", "市财政局", "市审计局", "市国资委", "市教育局", "市公安局")


def labelled_ties(network: nx.Graph, field: str = "weight") -> dict[tuple[str, str], float]:
    label = network.nodes(data="label")
    return {(label[one], label[other]): value for one, other, value in network.edges(data=field)}


def graph_of(*rows: tuple[str, ...]) -> nx.MultiDiGraph:
    """A plan with one task a row, in which every unit is responsible."""
    tasks = (task(*(assignment(unit, "responsible") for unit in row), id=f"t{n:03d}") for n, row in enumerate(rows, 1))
    return responsibility_graph([plan(*tasks)])


def southern_women() -> nx.MultiDiGraph:
    """Davis, Gardner and Gardner 1941 as a responsibility graph: 18 women take part in 14 events."""
    davis, graph = nx.davis_southern_women_graph(), nx.MultiDiGraph()
    graph.add_nodes_from((woman, {"kind": "unit", "label": woman}) for woman in davis.graph["top"])
    graph.add_nodes_from((event, {"kind": "task"}) for event in davis.graph["bottom"])
    graph.add_edges_from(
        (woman, event, {"role": "participate"}) for woman in davis.graph["top"] for event in davis[woman]
    )
    return graph


def test_women_share_as_many_events_as_breiger_counted():
    # Breiger, The duality of persons and groups, Social Forces 53 (1974), 181–190: the matrix of women by women.
    network = unit_network(southern_women())
    evelyn = network["Evelyn Jefferson"]
    assert evelyn["Laura Mandeville"]["weight"] == 6
    assert evelyn["Theresa Anderson"]["weight"] == 7
    assert evelyn["Brenda Rogers"]["weight"] == 6
    assert evelyn["Charlotte McDowd"]["weight"] == 3
    assert evelyn["Ruth DeSand"]["weight"] == 3
    assert len(network) == 18


def test_newman_ties_of_a_woman_sum_to_the_events_she_was_not_alone_at():
    # Newman 2001, formula 3. No event of Davis had fewer than three women, so these are all her events.
    graph = southern_women()
    strength = dict(unit_network(graph, weights="newman").degree(weight="weight"))
    assert strength == pytest.approx({woman: graph.out_degree(woman) for woman in strength})
    assert strength["Evelyn Jefferson"] == pytest.approx(8)


@given(st.lists(st.sets(st.sampled_from(UNITS), min_size=1).map(sorted), min_size=1, max_size=8))
def test_ties_are_those_of_networkx_whatever_the_tasks(rows):
    network = unit_network(graph_of(*rows))
    two_mode = nx.Graph((unit, number) for number, row in enumerate(rows) for unit in row)
    units = [unit for unit in two_mode if isinstance(unit, str)]
    for field, project in (
        ("count", nx.bipartite.weighted_projected_graph),
        ("newman", nx.bipartite.collaboration_weighted_projected_graph),
    ):
        expected = {frozenset(tie): weight for *tie, weight in project(two_mode, units).edges(data="weight")}
        found = {frozenset(tie): weight for tie, weight in labelled_ties(network, field).items()}
        assert found == pytest.approx(expected)
    assert sorted(label for _, label in network.nodes(data="label")) == sorted(units)


@given(st.permutations([("市发改委", "市财政局", "市审计局"), ("市财政局", "市发改委"), ("市审计局",), UNITS]))
def test_order_of_rows_changes_neither_ties_nor_their_order(rows):
    found = unit_network(graph_of(*rows))
    fixed = unit_network(graph_of(("市发改委", "市财政局", "市审计局"), ("市财政局", "市发改委"), ("市审计局",), UNITS))
    assert list(found.edges(data="newman")) == list(fixed.edges(data="newman"))
    assert list(found) == list(fixed)


def test_tie_carries_the_weight_asked_for_and_both_others():
    graph = graph_of(("市发改委", "市财政局", "市审计局"), ("市发改委", "市财政局"))
    for weights, weight in (("count", 2.0), ("newman", 1.5), ("binary", 1.0)):
        network = unit_network(graph, weights=weights)
        ((_, _, tie), *_) = (edge for edge in network.edges(data=True) if edge[2]["count"] == 2)
        assert tie == {"weight": weight, "count": 2.0, "newman": 1.5}
        assert network.graph["weights"] == weights


def test_unit_with_two_roles_in_a_task_is_in_it_once():
    graph = responsibility_graph(
        [
            plan(
                task(
                    assignment("市财政局", "lead"), assignment("市财政局", "guide"), assignment("市审计局", "cooperate")
                )
            )
        ]
    )
    assert labelled_ties(unit_network(graph, weights="newman")) == {("市审计局", "市财政局"): 1.0}


def test_unit_with_no_partner_stays_without_ties():
    network = unit_network(graph_of(("市审计局",), ("市发改委", "市财政局")))
    assert [label for node, label in network.nodes(data="label") if not network.degree[node]] == ["市审计局"]


def test_collective_unit_is_gone_before_units_are_paired():
    given_plan = plan(
        task(
            assignment("市审计局"),
            assignment("市财政局", "cooperate"),
            assignment("各市（区）", "cooperate", collective=True),
        )
    )
    graph = responsibility_graph([given_plan])
    without = unit_network(graph, weights="newman")
    assert labelled_ties(without) == {("市审计局", "市财政局"): 1.0}, "the task has two units left, not three"
    assert (without.graph["collectives"], without.graph["collectives_left_out"]) == (False, 1)
    everybody = unit_network(graph, weights="newman", collectives=True)
    assert everybody.number_of_edges() == 3
    assert set(labelled_ties(everybody).values()) == {0.5}
    assert everybody.graph["collectives_left_out"] == 0


def test_edges_below_the_confidence_are_left_out_as_if_the_graph_was_built_so():
    given_plan = plan(
        task(assignment("市审计局", confidence=0.9), assignment("市财政局", confidence=0.5), assignment("市发改委"))
    )
    after = unit_network(responsibility_graph([given_plan]), min_confidence=0.8)
    before = unit_network(responsibility_graph([given_plan], min_confidence=0.8))
    assert nx.utils.graphs_equal(after, before)
    assert after.graph == before.graph
    assert (after.graph["min_confidence"], after.graph["edges_left_out"]) == (0.8, 1)
    twice = unit_network(responsibility_graph([given_plan], min_confidence=0.8), min_confidence=0.95)
    assert (twice.graph["min_confidence"], twice.graph["edges_left_out"]) == (0.95, 2)


def test_only_the_roles_asked_for_tie_units():
    graph = responsibility_graph(
        [
            plan(
                task(
                    assignment("市发改委", "joint_lead"),
                    assignment("市财政局", "joint_lead"),
                    assignment("市审计局", "cooperate"),
                )
            )
        ]
    )
    network = unit_network(graph, weights="newman", roles=["lead", "joint_lead"])
    assert labelled_ties(network) == {("市发改委", "市财政局"): 1.0}
    assert len(network) == 2, "who holds no such role is not in the network"
    assert network.graph["roles"] == "lead, joint_lead"


def test_what_units_are_to_one_another_is_no_tie_and_no_task():
    graph = graph_of(("市审计局", "市财政局"))
    one, other = (node for node, kind in graph.nodes(data="kind") if kind == "unit")
    expected = unit_network(graph)
    graph.add_node("unit:320500", kind="unit", label="苏州市人民政府")
    graph.add_edge(one, "unit:320500", role="part_of")
    graph.add_edge(one, other, role="succeeds")
    assert nx.utils.graphs_equal(unit_network(graph), expected)


def test_node_keeps_its_fields():
    graph = graph_of(("市审计局", "市财政局"))
    network = unit_network(graph)
    assert all(fields == graph.nodes[node] for node, fields in network.nodes(data=True))


def test_network_says_of_how_many_plans_and_tasks_it_was_made():
    plans = [plan(task(assignment("市审计局")), task(id="t002"), name=name) for name in ("a.pdf", "b.pdf")]
    about = unit_network(responsibility_graph(plans)).graph
    assert (about["n_plans"], about["n_tasks"], about["roles"], about["units"]) == (2, 2, "all", "as_written")


def test_no_plans_give_an_empty_network():
    assert len(unit_network(responsibility_graph([]))) == len(lead_network(responsibility_graph([]))) == 0


def test_leader_points_to_those_who_cooperate_participate_or_are_responsible():
    roles = ("lead", "cooperate", "participate", "responsible", "guide", "supervise")
    graph = responsibility_graph([plan(task(*map(assignment, UNITS, roles)))])
    network = lead_network(graph)
    assert set(labelled_ties(network)) == {("市发改委", led) for led in UNITS[1:4]}
    assert len(network) == 6, "who neither leads nor is led stays"
    only = lead_network(graph, led=["cooperate"])
    assert set(labelled_ties(only)) == {("市发改委", "市财政局")}


def test_weight_of_leading_is_the_number_of_tasks():
    units = [assignment("市国资委", "lead"), assignment("市财政局", "cooperate")]
    graph = responsibility_graph([plan(task(*units, id="t001"), task(*units, id="t002"))])
    assert labelled_ties(lead_network(graph)) == {("市国资委", "市财政局"): 2.0}


def test_joint_leaders_lead_the_others_but_not_each_other():
    units = [
        assignment("市发改委", "joint_lead"),
        assignment("市财政局", "joint_lead"),
        assignment("市审计局", "cooperate"),
    ]
    network = lead_network(responsibility_graph([plan(task(*units))]))
    assert set(labelled_ties(network)) == {("市发改委", "市审计局"), ("市财政局", "市审计局")}


def test_nobody_leads_itself():
    units = [assignment("市财政局", "lead"), assignment("市财政局", "responsible")]
    assert not lead_network(responsibility_graph([plan(task(*units))])).edges


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"weights": "jaccard"}, "no weights are called 'jaccard'"),
        ({"roles": ["leader"]}, "no role is called 'leader'"),
        ({"roles": "lead"}, "in brackets"),
        ({"roles": []}, "in brackets"),
        ({"min_confidence": 1.5}, "from 0 to 1"),
        ({"min_confidence": float("nan")}, "from 0 to 1"),
    ],
)
def test_wrong_call_is_one_line_with_advice(wrong, words):
    with pytest.raises(UsageError, match=words):
        unit_network(graph_of(("市审计局",)), **wrong)


def test_graph_without_directions_is_no_responsibility_graph():
    with pytest.raises(UsageError, match="no responsibility graph"):
        unit_network(nx.Graph())


def test_edge_with_an_unknown_role_is_named():
    graph = graph_of(("市审计局",))
    for *_, fields in graph.edges(data=True):
        fields["role"] = fields["role"].replace("responsible", "owner")
    with pytest.raises(UsageError, match="has the role 'owner'"):
        involvement(graph)


@pytest.mark.parametrize(
    "network",
    [
        nx.DiGraph([("市审计局", "市财政局")]),
        nx.MultiGraph([("市审计局", "市财政局")]),
        nx.Graph([("市审计局", "市审计局")]),
        nx.Graph([("市审计局", "市财政局", {"weight": 0.0})]),
        nx.Graph([("市审计局", "市财政局", {"weight": float("nan")})]),
    ],
)
def test_what_is_no_network_of_units_is_refused(network):
    with pytest.raises(UsageError, match=r"unit_network|weights above 0"):
        check_unit_network(network)
