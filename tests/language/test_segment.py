"""Words of a text: units, dates, 文号 and quantities whole, and nothing of jieba's shared state touched."""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import planparse
from planparse.language.segment import (
    JiebaSegmenter,
    RjiebaSegmenter,
    Segmenter,
    domain_words,
    find_units,
    segment,
    segmenter_named,
    tokenise,
)
from planparse.language.segment import _jieba_dictionary as jieba_dictionary

needs_rjieba = pytest.mark.skipif(
    importlib.util.find_spec("rjieba") is None, reason="rjieba is not installed; it comes with planparse[fast]"
)
CHINESE = st.text(
    alphabet="市省县财政局发改委教育牵头负责落实配合、，。；（）〔〕《》 \n\u200b202017年5月底前号第80%以上a1+",
    max_size=60,
)


def gold_texts(shared: Path, *names: str) -> list[str]:
    return [
        json.loads(line)["text"]
        for name in names
        for line in (shared / "gold" / f"{name}_dev.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def kinds(text: str) -> dict[str, str]:
    """Token to kind, without words and marks."""
    return {token.text: token.kind for token in tokenise(text) if token.kind not in ("word", "mark")}


def test_the_example_of_the_contract_keeps_its_unit() -> None:
    tokens = planparse.segment("推进“互联网+政务服务”，由市财政局牵头")
    assert tokens == ("推进", "“", "互联网", "+", "政务服务", "”", "，", "由", "市财政局", "牵头")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("市发改委、市应急管理局按职责分工分别牵头落实", "市应急管理局"),
        ("各县（市）、区人民政府负责", "各县（市）、区人民政府"),
        ("根据苏府办〔2017〕141号文件要求", "苏府办〔2017〕141号"),
        ("2017年5月28日印发", "2017年5月28日"),
        ("年底前完成整合", "年底前"),
        ("截至2016年底已建成", "2016年底"),
        ("二〇一七年五月二十八日印发", "二〇一七年五月二十八日"),
        ("在线办理比例不低于80%", "80%"),
        ("粮食播种面积稳定在120万亩以上", "120万亩"),
        ("细颗粒物（PM2.5）浓度下降", "PM2.5"),
        ("完善“1+N”政策体系", "1+N"),
        ("深化放管服改革", "放管服"),
    ],
)
def test_names_dates_and_figures_are_one_token(text: str, whole: str) -> None:
    assert whole in segment(text)


def test_a_token_says_what_it_is() -> None:
    found = kinds("市财政局根据苏府办〔2017〕141号，2017年5月28日前拨付120万元")
    assert found["市财政局"] == "unit"
    assert found["苏府办〔2017〕141号"] == "document_number"
    assert found["120万元"] == "quantity"
    assert "date" in found.values()


def test_comparing_words_are_words_of_their_own() -> None:
    tokens = segment("比例达到80%以上")
    assert tokens[-2:] == ("80%", "以上")


def test_a_letter_spaced_name_is_one_token_without_blanks_and_leads_back() -> None:
    text = "市 发 改 委 牵头"
    first = tokenise(text)[0]
    assert (first.text, first.kind) == ("市发改委", "unit")
    assert text[first.start : first.end] == "市 发 改 委"


def test_blanks_between_latin_words_and_numbers_separate() -> None:
    assert segment("Internet Plus 10 20") == ("Internet", "Plus", "10", "20")


def test_a_word_broken_over_lines_is_one_word() -> None:
    assert "政务服务" in segment("推进政务\n服务")


@pytest.mark.parametrize("text", ["", " ", "\n\u200b\u202e"])
def test_nothing_but_white_space_has_no_tokens(text: str) -> None:
    assert segment(text) == ()


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("督促各部门落实", "各部门"),
        ("淳安县林业局加强巡查", "淳安县林业局"),
        ("国务院办公厅印发", "国务院办公厅"),
        ("县委宣传部负责宣传", "县委宣传部"),
    ],
)
def test_a_unit_that_a_sentence_only_mentions_is_one_token(text: str, unit: str) -> None:
    assert unit in segment(text)


@pytest.mark.parametrize("text", ["按照市历史文化名城保护管理办法执行", "加快县污水处理设施建设", "统筹增设停车位"])
def test_other_words_of_a_sentence_are_no_units(text: str) -> None:
    assert find_units(text) == ()


def test_units_are_found_under_a_header_that_needs_no_verb() -> None:
    assert find_units("教务处、图书馆", "责任单位") == ((0, 3), (4, 7))


@settings(max_examples=200, deadline=None)
@given(CHINESE)
def test_joined_tokens_are_the_text_without_white_space(text: str) -> None:
    tokens = tokenise(text)
    visible = "".join(text.split()).replace("\u200b", "")
    assert "".join(token.text for token in tokens) == visible
    reached = 0
    for token in tokens:
        assert reached <= token.start < token.end <= len(text)
        assert "".join(text[token.start : token.end].split()).replace("\u200b", "") == token.text
        reached = token.end


@pytest.mark.parametrize(
    "part", ["深化政务公开，由市财政局牵头，2017年底前完成80%以上。", "市", "（", "1", "a-", "市 ", "2017年"]
)
def test_a_text_of_a_hundred_thousand_characters_is_cut_to_its_end(part: str) -> None:
    # Seconds where the time is linear, hours where a reader looks at the whole text from each of its characters.
    text = (part * (100_000 // len(part) + 1))[:100_000]
    assert "".join(segment(text)) == text.replace(" ", "")


# --- the dictionary


def test_the_dictionary_is_the_one_that_jieba_reads_itself() -> None:
    import jieba

    frequencies, total = jieba.Tokenizer.gen_pfdict((Path(jieba.__file__).with_name("dict.txt")).open("rb"))
    assert jieba_dictionary() == (frequencies, total)


@pytest.mark.parametrize("name", ["jieba", pytest.param("rjieba", marks=needs_rjieba)])
def test_each_word_of_our_list_is_one_word(name: str) -> None:
    segmenter = segmenter_named(name)
    assert [word for word in domain_words() if segmenter.cut(word) != [word]] == []


def test_each_word_of_our_list_has_a_source_and_stands_once() -> None:
    path = Path(planparse.__file__).parent / "lexicon" / "data" / "domain_words.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert all(row["source"].strip() and row["word"].strip() == row["word"] for row in rows)
    words = [row["word"] for row in rows]
    assert len(words) == len(set(words)) > 100


def test_words_added_by_a_user_stay_with_their_segmenter() -> None:
    assert JiebaSegmenter(["苏周到"]).cut("苏周到") == ["苏周到"]
    assert segmenter_named().cut("苏周到") != ["苏周到"]


def test_an_unknown_segmenter_is_a_usage_error() -> None:
    with pytest.raises(planparse.UsageError, match="pkuseg"):
        segmenter_named("pkuseg")


def test_another_segmenter_cuts_only_the_gaps() -> None:
    class Characters:
        name = "characters"

        def cut(self, text: str) -> list[str]:
            return list(text)

    segmenter: Segmenter = Characters()
    assert segment("由市财政局牵头", segmenter=segmenter) == ("由", "市财政局", "牵", "头")


@needs_rjieba
def test_rjieba_cuts_as_jieba_does(shared: Path, corpus: Path) -> None:
    texts = gold_texts(shared, "responsibility", "deadlines", "quantities", "docnumbers")
    strings = len(texts)
    for path in sorted(corpus.glob("*/gold.json")):
        texts += [task["content"] for task in json.loads(path.read_text(encoding="utf-8"))["rows"]]
    assert 0 < strings < len(texts)
    ours, fast = segmenter_named(), RjiebaSegmenter()
    assert [text for text in texts if segment(text, segmenter=ours) != segment(text, segmenter=fast)] == []


# --- nothing shared is touched


def run(code: str, temp: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter whose temporary folder is `temp`."""
    environment = os.environ | {"TMPDIR": str(temp), "TEMP": str(temp), "TMP": str(temp)}
    return subprocess.run(
        [sys.executable, *options, "-c", code], capture_output=True, text=True, env=environment, check=True
    )


def test_segmenting_leaves_the_shared_jieba_alone_and_writes_no_file(tmp_path: Path) -> None:
    code = (
        "import planparse; planparse.segment('推进政务公开，由市财政局牵头')\n"
        "import jieba; print(jieba.dt.initialized, len(jieba.dt.FREQ), jieba.dt.user_word_tag_tab)"
    )
    done = run(code, tmp_path)
    assert done.stdout == "False 0 {}\n"
    assert list(tmp_path.iterdir()) == []


def test_a_planted_cache_file_is_not_read(tmp_path: Path) -> None:
    import marshal

    with (tmp_path / "jieba.cache").open("wb") as file:
        marshal.dump(({"推进政务": 1000, "推": 0, "推进": 0, "推进政": 0}, 1000), file)
    done = run("import planparse; print(*planparse.segment('推进政务'))", tmp_path)
    assert done.stdout == "推进 政务\n"


@pytest.mark.parametrize("option", [(), ("-W", "always"), ("-W", "error")])
def test_jieba_says_nothing_on_our_output(tmp_path: Path, option: tuple[str, ...]) -> None:
    # -B with an empty cache folder compiles jieba anew, which is when its string escapes warn.
    done = run(
        "import planparse; planparse.segment('推进政务公开')",
        tmp_path,
        "-B",
        "-X",
        f"pycache_prefix={tmp_path / 'compiled'}",
        *option,
    )
    assert (done.stdout, done.stderr) == ("", "")
