import dataclasses
import json
import random
import runpy
from datetime import date
from pathlib import Path

import pytest

from build import assignment, plan, task
from planparse.errors import EmptyFile, NotAPlan, UnsupportedFormat, UsageError
from planparse.evaluate import score
from planparse.evaluate.gold import Gold, Pair, find_pairs
from planparse.evaluate.match import Entry, Row
from planparse.evaluate.score import (
    Difference,
    Ratio,
    Score,
    compare,
    mark,
    measure,
    measure_all,
    total,
)
from planparse.model.plan import CitedDocument, DocumentNumber

AUDIT = Row("一、公开", "（一）审计", "公开审计结果", "市审计局牵头落实", (Entry("市审计局", "lead"),))
BUDGET = Row(
    "一、公开",
    "（二）预算",
    "推进财政预决算公开",
    "市财政局牵头落实，各市（区）配合",
    (Entry("市财政局", "lead"), Entry("各市（区）", "cooperate")),
)
NOTICE = {
    "title": "关于印发要点的通知",
    "signed_date": "2017-05-28",
    "addressees": ["各市、区人民政府", "市各有关部门"],
}


def gold(*rows: Row, **metadata) -> Gold:
    return Gold(Path("plan.gold.json"), rows, metadata)


def as_task(row: Row, number: int):
    units = (assignment(unit, role) for unit, role in row.assignments)
    return task(
        *units,
        id=f"t{number:03}",
        goal=row.goal,
        task=row.task,
        content=row.content,
        responsibility_text=row.responsibility_text,
    )


def as_plan(*rows: Row, **fields):
    return plan(*(as_task(row, number) for number, row in enumerate(rows, 1)), **fields)


def test_plan_equal_to_its_gold_is_all_right():
    counts, differences = compare(gold(AUDIT, BUDGET), as_plan(AUDIT, BUDGET))
    assert counts.rows_strict == Ratio(2, 2, 2)
    assert counts.assignments == Ratio(3, 3, 3)
    assert counts.order.share == 1.0
    assert differences == ()


def test_wrong_responsibility_is_right_in_content_and_wrong_in_strict():
    wrong = dataclasses.replace(AUDIT, responsibility_text="市审计局负责")
    counts, differences = compare(gold(AUDIT, BUDGET), as_plan(wrong, BUDGET))
    assert (counts.rows_content.right, counts.rows_headed.right, counts.rows_strict.right) == (2, 2, 1)
    assert differences == (Difference("field", 1, "responsibility_text", "市审计局牵头落实", "市审计局负责"),)


def test_wrong_role_is_one_missing_and_one_extra_and_right_as_a_unit():
    wrong = dataclasses.replace(AUDIT, assignments=(Entry("市审计局", "responsible"),))
    counts, differences = compare(gold(AUDIT), as_plan(wrong))
    assert counts.assignments == Ratio(0, 1, 1)
    assert counts.units == Ratio(1, 1, 1)
    assert [(each.kind, each.field, each.gold, each.found) for each in differences] == [
        ("missing_assignment", "lead", "市审计局", None),
        ("extra_assignment", "responsible", None, "市审计局"),
    ]


def test_lost_row_takes_its_assignments_with_it():
    counts, differences = compare(gold(AUDIT, BUDGET), as_plan(AUDIT))
    assert counts.rows_content == Ratio(1, 1, 2)
    assert counts.assignments == Ratio(1, 1, 3)
    assert differences == (Difference("missing_row", 2, None, "推进财政预决算公开", None),)


def test_same_units_on_the_wrong_row_are_not_right():
    stranger = Row(None, None, "举办政务开放日活动", "", AUDIT.assignments)
    counts, differences = compare(gold(AUDIT), as_plan(stranger))
    assert counts.assignments == Ratio(0, 1, 1)
    assert [each.kind for each in differences] == ["missing_row", "extra_row"]


def test_exchanged_rows_are_right_and_out_of_order():
    counts, _ = compare(gold(AUDIT, BUDGET), as_plan(BUDGET, AUDIT))
    assert counts.rows_strict.f1 == 1.0
    assert counts.order.share == 0.0


def test_order_of_a_single_row_is_not_known():
    assert compare(gold(AUDIT), as_plan(AUDIT))[0].order.share is None


def test_fields_of_the_notice_are_counted_where_the_gold_has_them():
    about = {
        "title": "关于印发要点的 通知",
        "signed_date": date(2017, 5, 29),
        "addressees": ("各市、区人民政府", "市各有关部门"),
    }
    counts, differences = compare(gold(**NOTICE), as_plan(metadata=about))
    assert counts.metadata == {"title": (1, 0), "signed_date": (0, 1), "addressees": (1, 0)}
    assert differences == (Difference("metadata", None, "signed_date", "2017-05-28", "2017-05-29"),)


def test_field_that_the_gold_says_is_none_is_wrong_when_something_was_read():
    counts, _ = compare(gold(disclosure=None, document_number=None), as_plan(metadata={"document_number": None}))
    assert counts.metadata == {"document_number": (1, 0), "disclosure": (1, 0)}
    counts, _ = compare(gold(document_number=None), as_plan())
    assert counts.metadata == {"document_number": (0, 1)}


def test_optional_field_may_be_left_out_but_not_be_wrong():
    optional = dataclasses.replace(gold(issuer="市政府"), optional=("issuer",))
    assert compare(optional, as_plan(metadata={"issuer": None}))[0].metadata == {"issuer": (1, 0)}
    assert compare(optional, as_plan(metadata={"issuer": "市委"}))[0].metadata == {"issuer": (0, 1)}


def test_published_date_is_counted_where_the_gold_has_it():
    counts, differences = compare(
        gold(signed_date="2017-05-28", published_date="2017-06-01"),
        as_plan(metadata={"signed_date": date(2017, 5, 28), "published_date": date(2017, 5, 28)}),
    )
    assert counts.metadata == {"signed_date": (1, 0), "published_date": (0, 1)}
    assert differences == (Difference("metadata", None, "published_date", "2017-06-01", "2017-05-28"),)


RULES = {"title": "关于全面推进政务公开工作的意见", "document_number": None}
NUMBERED = {"title": "关于对文件进行公开属性分类的通知", "document_number": "苏府办〔2017〕5号"}


def cites(*documents):
    """A plan that cites these: (title, None) or (title, its DocumentNumber)."""
    return as_plan(metadata={"cited_documents": tuple(CitedDocument(*each) for each in documents)})


FIVE = DocumentNumber("苏府办", 2017, 5, "苏府办〔2017〕5号", True)


def test_cited_documents_are_right_in_any_order():
    counts, differences = compare(
        gold(cited_documents=[RULES, NUMBERED]), cites((NUMBERED["title"], FIVE), (RULES["title"], None))
    )
    assert counts.metadata == {"cited_documents": (1, 0)}
    assert differences == ()


def test_missing_and_extra_citations_stand_in_one_difference():
    counts, differences = compare(
        gold(cited_documents=[RULES, NUMBERED]), cites((RULES["title"], None), ("江苏省2017年政务公开工作要点", None))
    )
    assert counts.metadata == {"cited_documents": (0, 1)}
    assert differences == (
        Difference(
            "metadata",
            None,
            "cited_documents",
            "missing: 《关于对文件进行公开属性分类的通知》（苏府办〔2017〕5号）",
            "extra: 《江苏省2017年政务公开工作要点》",
        ),
    )


def test_citation_without_its_number_is_missing_and_extra():
    ((difference,), counts) = reversed(compare(gold(cited_documents=[NUMBERED]), cites((NUMBERED["title"], None))))
    assert counts.metadata == {"cited_documents": (0, 1)}
    assert difference.gold.endswith("（苏府办〔2017〕5号）")
    assert difference.found == "extra: 《关于对文件进行公开属性分类的通知》"


@pytest.mark.parametrize("mark", ["optional", "self"])
def test_optional_citation_and_the_plan_itself_may_be_left_out(mark):
    about = gold(cited_documents=[RULES, NUMBERED | {mark: True}])
    for plan_read in (cites((RULES["title"], None)), cites((RULES["title"], None), (NUMBERED["title"], FIVE))):
        assert compare(about, plan_read)[0].metadata == {"cited_documents": (1, 0)}
    assert compare(about, cites((NUMBERED["title"], FIVE)))[0].metadata == {"cited_documents": (0, 1)}


@pytest.mark.parametrize(
    "read",
    [
        "〈关于全面推进政务公开工作的意见〉实施细则",
        "‹关于全面推进政务公开工作的意见›实施细则",
        "<关于全面推进政务公开工作的意见>实施细则",
        "＜关于全面推进 政务公开工作的意见＞实施细则",
    ],
)
@pytest.mark.parametrize(
    "written", ["〈关于全面推进政务公开工作的意见〉实施细则", "<关于全面推进政务公开工作的意见>实施细则"]
)
def test_inner_title_marks_of_any_shape_are_the_same(written, read):
    about = gold(cited_documents=[{"title": written, "document_number": None}])
    assert compare(about, cites((read, None)))[0].metadata == {"cited_documents": (1, 0)}


def test_plan_that_cites_nothing_agrees_with_an_empty_list_only():
    assert compare(gold(cited_documents=[]), as_plan())[0].metadata == {"cited_documents": (1, 0)}
    assert compare(gold(cited_documents=[]), cites((RULES["title"], None)))[0].metadata == {"cited_documents": (0, 1)}
    assert compare(gold(cited_documents=[RULES]), as_plan())[0].metadata == {"cited_documents": (0, 1)}


def test_optional_field_of_citations_may_be_empty():
    optional = dataclasses.replace(gold(cited_documents=[RULES]), optional=("cited_documents",))
    assert compare(optional, as_plan())[0].metadata == {"cited_documents": (1, 0)}
    assert compare(optional, cites((NUMBERED["title"], FIVE)))[0].metadata == {"cited_documents": (0, 1)}


def test_notices_of_the_corpus_are_read_without_a_fault(corpus):
    for result in measure_all(find_pairs([corpus])):
        assert [each for each in result.differences if each.kind == "metadata"] == [], result.document


def test_nothing_there_and_nothing_read_is_right():
    assert Ratio(0, 0, 0).f1 == 1.0
    assert Ratio(0, 0, 3).f1 == 0.0
    assert Ratio(0, 3, 0).f1 == 0.0


def test_f1_is_the_harmonic_mean():
    assert Ratio(1, 2, 4).f1 == pytest.approx(2 * 0.5 * 0.25 / 0.75)


def test_scores_add_up_to_the_micro_average():
    one, _ = compare(gold(AUDIT, title="甲"), as_plan(AUDIT, metadata={"title": "甲"}))
    other, _ = compare(gold(BUDGET, AUDIT, title="乙"), as_plan(BUDGET, metadata={"title": "甲"}))
    both = one + other
    assert both.rows_strict == Ratio(2, 2, 3)
    assert both.metadata == {"title": (1, 1)}
    assert total([]) == Score()


def test_marks_stand_around_what_differs():
    assert mark("市审计局牵头落实", "市审计局负责落实") == ("市审计局⟦牵头⟧落实", "市审计局⟦负责⟧落实")
    assert mark("市（区）", "市(区)") == ("市(区)", "市(区)")


def test_long_equal_stretches_are_shortened_beside_a_mark():
    left, right = mark("公开" * 40 + "牵头", "公开" * 40 + "配合")
    assert left == "公开" * 6 + "…" + "公开" * 6 + "⟦牵头⟧"
    assert right == "公开" * 6 + "…" + "公开" * 6 + "⟦配合⟧"


@pytest.mark.parametrize("seed", range(10))
def test_counts_are_those_of_the_scorer_that_came_with_the_seed(shared, seed):
    reference = runpy.run_path(str(shared / "seed/score_rows.py"))
    gold_rows = json.loads((shared / "seed/plan.gold.json").read_text("utf-8"))["rows"]
    rows = spoil(gold_rows, random.Random(seed))
    expected = reference["score"](gold_rows, rows)
    read = plan(*(as_task(row_of(row), number) for number, row in enumerate(rows, 1)))
    counts, _ = compare(Gold(Path("plan.gold.json"), tuple(map(row_of, gold_rows)), {}), read)
    for name, ratio in (
        ("rows_content", counts.rows_content),
        ("rows_gtc", counts.rows_headed),
        ("rows_strict", counts.rows_strict),
        ("assignments", counts.assignments),
        ("units", counts.units),
    ):
        theirs = expected[name]
        assert (ratio.right, ratio.found, ratio.gold) == (theirs["tp"], theirs["pred"], theirs["gold"]), name
        assert ratio.f1 == pytest.approx(theirs["f1"])
    assert counts.order.share == expected["order"]


def row_of(row) -> Row:
    units = tuple(Entry(each["unit"], each["role"]) for each in row["assignments"])
    return Row(row["goal"], row["task"], row["content"], row["responsibility_text"], units)


def spoil(rows, random):
    """Make the mistakes of a reader: lost and doubled rows, cut contents, wrong roles, exchanged rows."""
    rows = json.loads(json.dumps(rows))
    for row in rows:
        if random.random() < 0.3:
            cut = random.randrange(len(row["content"]))
            row["content"] = row["content"][:cut] + row["content"][cut + random.randrange(1, 40) :]
        if random.random() < 0.2:
            row["goal"] = None
        if random.random() < 0.2:
            row["responsibility_text"] += "等"
        if random.random() < 0.3 and row["assignments"]:
            row["assignments"][0]["role"] = "participate"
    for _ in range(random.randrange(6)):
        rows.pop(random.randrange(len(rows)))
    for _ in range(random.randrange(4)):
        rows.insert(random.randrange(len(rows)), random.choice(rows))
    one, other = random.randrange(len(rows)), random.randrange(len(rows))
    rows[one], rows[other] = rows[other], rows[one]
    return rows


@pytest.fixture
def parsed(monkeypatch):
    """Let `parse` give this plan, or raise this error."""

    def set_to(what):
        def fake(path, *, reader="auto"):
            if isinstance(what, Exception):
                raise what
            return what

        monkeypatch.setattr(score, "parse", fake)

    return set_to


PAIR = Pair(Path("141号.pdf"), Path("plan.gold.json"))


def test_document_without_tasks_is_right_where_the_gold_has_none(parsed):
    parsed(NotAPlan("no task was found", plan=plan(metadata={"title": "公告"})))
    result = measure(PAIR, gold(title="公告"))
    assert result.error is None
    assert result.score.rows_strict.f1 == 1.0
    assert result.score.metadata == {"title": (1, 0)}


def test_document_without_tasks_has_missed_all_rows_of_its_gold(parsed):
    parsed(NotAPlan("no task was found", plan=plan()))
    result = measure(PAIR, gold(AUDIT))
    assert result.score.rows_strict == Ratio(0, 0, 1)


def test_unreadable_document_has_missed_all_that_the_gold_holds(parsed):
    parsed(EmptyFile("the file is empty"))
    result = measure(PAIR, gold(AUDIT, BUDGET))
    assert result.error.kind == "empty"
    assert result.score.assignments == Ratio(0, 0, 3)


def test_kind_of_file_that_is_not_read_is_named_and_not_counted(parsed):
    parsed(UnsupportedFormat("a Word document"))
    result = measure(PAIR, gold(AUDIT))
    assert result.error.kind == "unsupported_format"
    assert result.score == Score()


def test_gold_without_document_is_a_failure():
    result = measure(Pair(None, Path("plan.gold.json")), gold(AUDIT))
    assert result.error is not None
    assert result.score.rows_strict == Ratio(0, 0, 1)


def test_all_golds_are_read_before_the_first_document(tmp_path, monkeypatch):
    good, bad = tmp_path / "a.gold.json", tmp_path / "b.gold.json"
    good.write_text(json.dumps({"metadata": {}, "rows": []}))
    bad.write_text("{")
    monkeypatch.setattr(score, "parse", lambda *_, **__: pytest.fail("a document was read"))
    with pytest.raises(UsageError, match=r"b\.gold\.json"):
        list(measure_all([Pair(tmp_path / "a.pdf", good), Pair(tmp_path / "b.pdf", bad)]))
