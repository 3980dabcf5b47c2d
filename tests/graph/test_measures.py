import json
import os
import subprocess
import sys

import networkx as nx
import pytest

from build import assignment, plan, task
from planparse.errors import UsageError
from planparse.graph.build import responsibility_graph
from planparse.graph.measures import UNIT_COLUMNS, network_measures, unit_measures


def southern_women() -> nx.MultiDiGraph:
    """Davis, Gardner and Gardner 1941 as a responsibility graph: 18 women take part in 14 events."""
    davis, graph = nx.davis_southern_women_graph(), nx.MultiDiGraph()
    graph.add_nodes_from((woman, {"kind": "unit", "label": woman}) for woman in davis.graph["top"])
    graph.add_nodes_from((event, {"kind": "task"}) for event in davis.graph["bottom"])
    graph.add_edges_from(
        (woman, event, {"role": "participate"}) for woman in davis.graph["top"] for event in davis[woman]
    )
    return graph


def two_tasks() -> nx.MultiDiGraph:
    """市国资委 leads both, one of them jointly; 市财政局 cooperates and guides; 各市（区） is a collective."""
    return responsibility_graph(
        [
            plan(
                task(
                    assignment("市国资委", "lead", unit_id="320500/国有资产监督管理委员会"),
                    assignment("市财政局", "cooperate"),
                    assignment("各市（区）", "responsible", collective=True),
                    id="t001",
                ),
                task(
                    assignment("市国资委", "joint_lead", unit_id="320500/国有资产监督管理委员会"),
                    assignment("市发改委", "joint_lead", confidence=0.6),
                    assignment("市财政局", "participate"),
                    assignment("市财政局", "guide"),
                    id="t002",
                ),
            )
        ]
    )


def row_of(frame, label: str) -> dict:
    return frame[frame["label"].str.contains(label)].iloc[0].to_dict()


def test_unit_has_its_tasks_counted_by_role():
    frame = unit_measures(two_tasks())
    row = row_of(frame, "财政局")
    assert (row["n_tasks"], row["n_cooperate"], row["n_participate"], row["n_guide"], row["n_lead"]) == (2, 1, 1, 1, 0)
    assert (row["lead_share"], row["cooperate_share"]) == (0.0, 1.0)
    row = row_of(frame, "国有资产")
    assert (row["n_tasks"], row["n_lead"], row["n_joint_lead"]) == (2, 1, 1)
    assert (row["lead_share"], row["cooperate_share"]) == (1.0, 0.0)
    assert row["unit_id"] == "320500/国有资产监督管理委员会"
    assert (row["region_code"], row["level"]) == ("320500", "city")


def test_unit_has_its_partners_and_both_strengths():
    row = row_of(unit_measures(two_tasks()), "财政局")
    # Without the collective, t001 has two units and t002 three: 1 + 1/2 with 市国资委, 1/2 with 市发改委.
    assert (row["n_partners"], row["strength_count"], row["strength_newman"]) == (2, 3.0, 2.0)


def test_role_given_twice_in_a_task_counts_once():
    graph = responsibility_graph([plan(task(assignment("市审计局"), assignment("市审计局")))])
    row = unit_measures(graph).iloc[0]
    assert (row["n_tasks"], row["n_lead"], row["lead_share"]) == (1, 1, 1.0)


def test_collectives_have_rows_only_if_asked_for():
    assert not unit_measures(two_tasks())["label"].str.contains("各市").any()
    frame = unit_measures(two_tasks(), collectives=True)
    assert row_of(frame, "各市")["unit_kind"] == "collective"
    assert frame.attrs["collectives"] is True


def test_unsure_edges_are_left_out_and_counted_and_so_is_a_unit_that_has_no_other():
    frame = unit_measures(two_tasks(), min_confidence=0.8)
    assert not frame["label"].str.contains("发改委").any()
    assert (frame.attrs["min_confidence"], frame.attrs["edges_left_out"]) == (0.8, 1)


def test_frame_says_what_it_was_computed_with():
    about = unit_measures(two_tasks(), weights="count", seed=3).attrs
    assert (about["weights"], about["n_plans"], about["n_tasks"], about["seed"]) == ("count", 1, 2, 3)
    assert (about["collectives_left_out"], about["edges_left_out"], about["betweenness"]) == (1, 0, "exact")
    assert about["divisor"]["lead_share"].startswith("n_tasks")
    assert set(about["divisor"]) <= set(UNIT_COLUMNS)
    assert json.loads(json.dumps(about)) == about, "Parquet keeps attributes as JSON"


def test_evelyn_was_at_eight_of_the_events_of_davis():
    # Davis, Gardner and Gardner 1941; the diagonal of the matrix of women in Breiger 1974.
    frame = unit_measures(southern_women()).set_index("unit")
    assert frame.loc["Evelyn Jefferson", "n_tasks"] == 8
    assert frame.loc["Evelyn Jefferson", "n_participate"] == 8
    assert frame.loc["Evelyn Jefferson", "strength_newman"] == pytest.approx(8)
    assert frame["n_tasks"].sum() == 89, "the ones in the table of women by events"


def test_women_of_natchez_nearly_all_met():
    frame = network_measures(southern_women()).set_index("measure")["value"]
    assert (frame["n_units"], frame["n_ties"], frame["n_components"]) == (18, 139, 1)
    assert frame["density"] == pytest.approx(139 / 153)


def test_network_measures_are_those_of_the_roles_asked_for():
    frame = network_measures(two_tasks(), roles=["joint_lead"], weights="count").set_index("measure")
    assert (frame.loc["n_units", "value"], frame.loc["n_ties", "value"]) == (2, 1)
    assert frame.loc["modularity", "weights"] == "count"
    assert frame.attrs["roles"] == "joint_lead"


def test_rows_stand_by_tasks_and_then_by_node():
    frame = unit_measures(two_tasks())
    assert frame["n_tasks"].is_monotonic_decreasing
    assert frame.loc[frame["n_tasks"] == 2, "unit"].is_monotonic_increasing


def test_no_plans_give_an_empty_frame_with_all_columns():
    frame = unit_measures(responsibility_graph([]))
    assert len(frame) == 0
    assert frame.dtypes.astype(str).to_dict() == UNIT_COLUMNS
    assert frame.attrs["n_plans"] == 0
    assert network_measures(responsibility_graph([])).attrs["n_plans"] == 0


def test_one_unit_alone_has_a_row_without_holes():
    row = unit_measures(responsibility_graph([plan(task(assignment("市审计局")))])).iloc[0]
    assert (row["n_tasks"], row["n_partners"], row["strength_newman"], row["community"]) == (1, 0, 0, 1)
    assert row[["constraint", "effective_size", "betweenness"]].isna().all()


def test_order_of_rows_changes_nothing():
    rows = [
        task(assignment("市审计局"), assignment("市财政局", "cooperate"), assignment("市发改委"), id="t001"),
        task(assignment("市财政局", "responsible"), assignment("市教育局", "guide"), id="t002"),
    ]
    forwards, backwards = (unit_measures(responsibility_graph([plan(*order)])) for order in (rows, rows[::-1]))
    assert forwards.equals(backwards)


def test_frame_is_the_same_whatever_the_seed_of_hashing():
    code = (
        "import networkx as nx; from planparse.graph.measures import unit_measures as u, network_measures as n;"
        "d = nx.davis_southern_women_graph(); g = nx.MultiDiGraph();"
        "g.add_nodes_from(d.graph['top'], kind='unit'); g.add_nodes_from(d.graph['bottom'], kind='task');"
        "g.add_edges_from((w, e, {'role': 'lead'}) for w in d.graph['top'] for e in d[w]);"
        "print(u(g).to_csv(), n(g).to_csv())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_unknown_weights_are_a_wrong_call():
    with pytest.raises(UsageError, match="no weights are called 'heavy'"):
        unit_measures(two_tasks(), weights="heavy")
