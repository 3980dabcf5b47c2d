import json

import pytest


@pytest.fixture
def gold(tmp_path):
    """Write a gold file of these lines, and give its path."""

    def write(*rows):
        path = tmp_path / "gold.jsonl"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
        return path

    return write
