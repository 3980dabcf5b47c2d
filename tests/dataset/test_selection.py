import pytest

from datasets import kunshan, suzhou, write
from planparse.dataset.selection import choose, opened
from planparse.errors import UsageError
from planparse.model.codec import plan_to_json


@pytest.fixture(params=["dataset", "plans"])
def source(request, tmp_path):
    return opened(write(tmp_path / "ds") if request.param == "dataset" else [suzhou(), kunshan()])


def names(chosen):
    return [plan.source.name for plan in chosen.plans]


def test_a_source_is_a_folder_a_file_a_plan_or_several(tmp_path):
    data = write(tmp_path / "ds")
    path = tmp_path / "plan.json"
    path.write_text(plan_to_json(suzhou()), encoding="utf-8")
    assert opened(str(tmp_path / "ds")) == data
    assert opened(path)[0].plan_id == suzhou().plan_id
    assert opened(suzhou()) == (suzhou(),)
    assert opened(iter([suzhou(), kunshan()])) == (suzhou(), kunshan())


@pytest.mark.parametrize("wrong", ["missing", [1], ["plan.pdf"]])
def test_what_holds_no_plans_is_an_error(tmp_path, monkeypatch, wrong):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        opened(wrong)


def test_without_a_choice_all_plans_are_given(source):
    assert len(choose(source).plans) == 2


def test_plans_of_a_year_and_of_a_place(source):
    assert names(choose(source, year=2018)) == [kunshan().source.name]
    assert names(choose(source, region="苏州市")) == [suzhou().source.name]
    assert names(choose(source, region="320500", year=2018)) == []


def test_a_unit_chooses_the_tasks_in_which_it_has_a_role(source):
    chosen = choose(source, unit="市财政局")
    assert names(chosen) == [suzhou().source.name]
    assert chosen.tasks == {suzhou().plan_id: frozenset({"t001"})}


def test_chosen_plans_are_whole(tmp_path):
    data = write(tmp_path / "ds")
    assert choose(data, year=2017).plans[0] == next(plan for plan in data.plans() if plan.year == 2017)
