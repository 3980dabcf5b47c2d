"""Whether this machine has a font that can show Chinese; tests of pictures are skipped where it has none."""

import pytest

from planparse.outputs.figures import MissingFont
from planparse.outputs.figures.fonts import choose_font


def _installed() -> bool:
    try:
        choose_font(["责任单位牵头配合"])
    except MissingFont:
        return False
    return True


needs_font = pytest.mark.skipif(not _installed(), reason="no Chinese font is installed (Debian: fonts-noto-cjk)")
