"""Pages whose text is missing or cannot be trusted are to be read from their picture, and no others."""

import pytest

from planparse.model.document import Char, Page
from planparse.readers.finish import TEXT_LAYER
from planparse.readers.scan.need import needs_picture

WORDS = "各地各部门要紧紧围绕市委市政府中心工作，全面推进决策、执行、管理、服务、结果公开，6月底前完成。" * 3


def page(text="", **about):
    return Page(1, 595, 842, tuple(Char(char, 0, 0, 1, 1, 1) for char in text), (), **about)


@pytest.mark.parametrize(
    "scan",
    [
        pytest.param(page(images=1), id="no text"),
        pytest.param(page("- 3 -", images=1, pictured=0.95), id="only a page number"),
        pytest.param(page("扫描全能王 创建", images=1, pictured=1.0), id="the name of a scanning program"),
        pytest.param(page(WORDS[:40] + "\ufffd\ue012" * 10), id="glyphs that stand for nothing"),
        pytest.param(
            page("¿ÆÑ§¼¼ÊõÓë¾\xad¼ÃÉç»á" * 9, images=1, pictured=1.0, notes=(TEXT_LAYER,)), id="poor text layer"
        ),
        pytest.param(page("AbcDef 123" * 9, images=1, pictured=1.0, notes=(TEXT_LAYER,)), id="layer without Chinese"),
    ],
)
def test_a_page_without_text_to_be_trusted_needs_its_picture(scan):
    assert needs_picture(scan)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(page(), id="blank"),
        pytest.param(page(WORDS), id="text"),
        pytest.param(page(WORDS, images=1, pictured=1.0), id="text on a background"),
        pytest.param(page(WORDS, images=1, pictured=1.0, notes=(TEXT_LAYER,)), id="good text layer"),
        pytest.param(page("市财政局", images=1, pictured=0.1), id="few words and a small picture"),
        pytest.param(page(WORDS + "\ue012"), id="one glyph without a meaning"),
    ],
)
def test_a_page_with_text_does_not(text):
    assert not needs_picture(text)
