import itertools

import pytest

from planparse.outputs.layout import GAP, LABEL, LEADING, MOST_NODES, MOST_TIES, WIDTH, Circle, Tie, drawn
from planparse.outputs.words import ems


def ring(n, words="市审计局"):
    circles = [Circle(number, f"{words}{number}", n - number) for number in range(n)]
    ties = [Tie(one, (one + 1) % n, 1, 1.0) for one in range(n) if n > 1 and one < (one + 1) % n]
    return circles, ties


def box(node):
    half = max(node.r, max(map(ems, node.lines), default=0) * LABEL / 2)
    below = LABEL * LEADING * len(node.lines)
    return node.x - half, node.y - node.r, node.x + half, node.y + node.r + below


def overlap(one, other):
    return min(one[2], other[2]) - max(one[0], other[0]) > 0.3 and min(one[3], other[3]) - max(one[1], other[1]) > 0.3


@pytest.mark.parametrize("n", [1, 2, 3, 40, 90, 300])
def test_no_circle_or_label_covers_another(n):
    nodes = drawn(*ring(n)).nodes
    assert len(nodes) == n
    assert not [pair for pair in itertools.combinations(map(box, nodes), 2) if overlap(*pair)]


def test_units_that_all_stand_in_one_cell_have_room():
    circles, _ = ring(200)
    ties = [Tie(one, other, 1, 1 / 199) for one, other in itertools.combinations(range(200), 2)]
    network = drawn(circles, ties)
    assert len(network.ties) == MOST_TIES
    assert network.ties_left_out == 19_900 - MOST_TIES
    assert not [pair for pair in itertools.combinations(map(box, network.nodes), 2) if overlap(*pair)]


def test_all_stands_inside_the_picture():
    network = drawn(*ring(120, "市推进政府职能转变领导小组办公室"))
    for x0, top, x1, bottom in map(box, network.nodes):
        assert x0 >= 0
        assert top >= 0
        assert x1 <= WIDTH
        assert bottom <= network.height + GAP


def test_the_units_with_the_most_tasks_are_drawn_and_the_others_counted():
    network = drawn(*ring(MOST_NODES + 20))
    assert {node.unit for node in network.nodes} == set(range(MOST_NODES))
    assert network.nodes_left_out == 20


def test_the_same_network_gives_the_same_picture():
    assert drawn(*ring(60)) == drawn(*ring(60))


def test_units_that_share_tasks_stand_nearer_than_those_that_do_not():
    circles = [Circle(number, "市审计局", 1) for number in range(12)]
    ties = [Tie(a, b, 1, 1.0) for group in (range(6), range(6, 12)) for a, b in itertools.combinations(group, 2)]
    nodes = drawn(circles, ties).nodes

    def distance(a, b):
        return ((nodes[a].x - nodes[b].x) ** 2 + (nodes[a].y - nodes[b].y) ** 2) ** 0.5

    within = [distance(tie.one, tie.other) for tie in ties]
    across = [distance(a, b) for a in range(6) for b in range(6, 12)]
    assert sum(within) / len(within) < 0.7 * sum(across) / len(across)


def test_a_network_without_units_is_an_empty_picture():
    assert drawn([], []).nodes == ()


def test_a_label_has_no_signs_that_turn_the_order():
    (node,) = drawn([Circle(0, "市\u202e审计局\u200b", 1)], []).nodes
    assert node.lines == ("市审计局",)


@pytest.mark.parametrize("n", [1, 10, 150])
def test_a_picture_of_free_size_has_room_for_every_label_in_two_lines(n):
    circles, ties = ring(n, "市推进政府职能转变领导小组办公室")
    network = drawn(circles, ties, width=None, most_labels=n, line=8.0, lines=2)
    assert all(len(node.lines) == 2 for node in network.nodes)
    assert not [pair for pair in itertools.combinations(map(box, network.nodes), 2) if overlap(*pair)]
    for x0, top, x1, bottom in map(box, network.nodes):
        assert 0 <= x0 <= x1 <= network.width
        assert 0 <= top <= bottom <= network.height + GAP
