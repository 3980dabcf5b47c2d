import random
import time
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from planparse.graph.matching import FLOOR, SURE, Profile, match_tasks

AIR = Profile("开展大气污染防治,年底前完成燃煤锅炉淘汰", "打好污染防治攻坚战", "大气", frozenset({"环境保护局"}))
AIR_LATER = Profile("深入开展大气污染防治,年底前全面完成燃煤锅炉淘汰任务", "打好污染防治攻坚战", "大气", AIR.units)
SCHOOLS = Profile("新建幼儿园十所,新增学位三千个", "办好民生实事", "", frozenset({"教育局"}))
OLD_HOUSES = Profile("实施老旧小区改造三十个", "办好民生实事", "", frozenset({"住房和城乡建设局"}))


def places(matches):
    return [(match.a, match.b) for match in matches]


def test_a_task_in_other_words_is_found_again():
    (match,) = match_tasks([SCHOOLS, AIR], [AIR_LATER, OLD_HOUSES])
    assert (match.a, match.b) == (1, 0)
    assert FLOOR < match.similarity < 1
    assert not match.needs_review


def test_tasks_of_one_section_and_unit_without_common_words_are_two_tasks():
    other = replace(SCHOOLS, text="落实教师待遇保障长效机制")
    assert match_tasks([SCHOOLS], [other]) == ()


def test_plans_without_tasks_have_no_pairs():
    assert match_tasks([], []) == match_tasks([AIR], []) == match_tasks([], [AIR]) == ()


def test_texts_too_short_for_a_run_of_characters_are_no_fault():
    assert match_tasks([Profile("无")], [Profile("略")]) == ()
    assert places(match_tasks([Profile("无"), Profile("")], [Profile(""), Profile("无")])) == [(0, 1), (1, 0)]


def test_equal_texts_are_paired_in_their_order():
    other = replace(SCHOOLS, text=AIR.text + "任务")
    matches = match_tasks([AIR, SCHOOLS, AIR], [AIR, other, AIR, AIR])
    assert [pair for pair in places(matches) if pair[0] != 1] == [(0, 0), (2, 2)]
    assert all(match.similarity == 1 for match in matches if match.a != 1)


def test_a_repeated_text_is_paired_under_the_heading_and_unit_it_had():
    here = Profile("完成年度目标任务", "打好污染防治攻坚战", "", frozenset({"生态环境局"}))
    there = replace(here, goal="办好民生实事", units=frozenset({"教育局"}))
    assert places(match_tasks([here, there], [there])) == [(1, 0)]


def test_an_equal_text_goes_before_a_likelier_context():
    same_context = replace(AIR, text=AIR.text + "任务")
    same_text = Profile(AIR.text)
    assert places(match_tasks([AIR], [same_context, same_text])) == [(0, 1)]


def test_units_and_headings_tell_like_tasks_apart():
    text = "完善工作机制,按月通报进展情况,新建项目库"
    a = [
        Profile(text + "一批", "甲", "", frozenset({"财政局"})),
        Profile(text + "二批", "乙", "", frozenset({"审计局"})),
    ]
    b = [replace(a[1], text=text + "三批"), replace(a[0], text=text + "四批")]
    assert places(match_tasks(a, b)) == [(0, 1), (1, 0)]


def test_a_faint_likeness_is_marked_for_review():
    clauses = ("优化营商环境", "开展消费促进活动", "培育专精特新企业", "加强知识产权保护", "推进跨境电商综合试验区建设")
    (match,) = match_tasks(
        [Profile(",".join(clauses))], [Profile("开展消费促进活动,整治农村人居环境,创建健康城市,清理欠薪")]
    )
    assert FLOOR <= match.score < SURE
    assert match.needs_review


CLAUSES = (
    "推进简政放权",
    "优化营商环境",
    "公开财政预决算",
    "整治农村人居环境",
    "新建幼儿园十所",
    "淘汰燃煤锅炉",
    "推进河长制",
)
PROFILES = st.builds(
    Profile,
    st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=4).map(",".join),
    st.sampled_from(["", "甲", "乙"]),
    st.just(""),
    st.frozensets(st.sampled_from(["财政局", "教育局", "水利局"]), max_size=2),
)


@given(st.lists(PROFILES, max_size=8), st.lists(PROFILES, max_size=8))
def test_no_task_is_in_two_pairs_and_equal_texts_find_each_other(a, b):
    matches = match_tasks(a, b)
    assert len({match.a for match in matches}) == len({match.b for match in matches}) == len(matches)
    for text in {profile.text for profile in a}:
        in_a, in_b = ([place for place, each in enumerate(side) if each.text == text] for side in (a, b))
        paired = [match for match in matches if match.a in in_a and match.b in in_b]
        assert len(paired) == min(len(in_a), len(in_b))


@given(
    st.lists(PROFILES, max_size=8, unique_by=lambda each: each.text),
    st.lists(PROFILES, max_size=8, unique_by=lambda each: each.text),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_tasks_does_not_change_the_pairs(a, b, rng):
    def texts(a, b):
        return {(a[match.a].text, b[match.b].text, match.score) for match in match_tasks(a, b)}

    assert texts(a, b) == texts(rng.sample(a, len(a)), rng.sample(b, len(b)))


def test_four_hundred_tasks_are_paired_in_seconds():
    rng = random.Random(1)
    texts = ["".join(rng.choices("".join(CLAUSES), k=70)) for _ in range(400)]
    a = [Profile(text) for text in texts]
    b = [Profile(text[:40] + text[45:]) for text in texts]
    rng.shuffle(b)
    match_tasks(a[:2], b[:2])  # the libraries are loaded
    start = time.perf_counter()
    matches = match_tasks(a, b)
    assert time.perf_counter() - start < 10, "0.3 s on a usual machine"
    assert all(a[match.a].text[:40] == b[match.b].text[:40] for match in matches)
    assert len(matches) == 400
