"""The script that makes the pictures of the README."""

import re
import subprocess
import sys
from pathlib import Path

from PIL import Image

from chinese_font import needs_font

ROOT = Path(__file__).resolve().parent.parent


@needs_font
def test_the_script_makes_every_picture_that_the_docs_show(tmp_path):
    shown = set(re.findall(r"docs/(\w+\.png)", (ROOT / "README.md").read_text("utf-8")))
    subprocess.run([sys.executable, ROOT / "scripts/pictures.py", tmp_path], check=True, capture_output=True)
    made = {path.name for path in tmp_path.iterdir()}
    assert shown <= made
    assert made == {path.name for path in (ROOT / "docs").glob("*.png")}
    for path in tmp_path.iterdir():
        assert Image.open(path).width == 1200
        assert path.stat().st_size < 250_000
