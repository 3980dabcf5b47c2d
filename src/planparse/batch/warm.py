"""Load all that reading a document needs, once, before workers are made of this process.

Importing this module reads one small plan: by then the grammar, the tables of units and the second reader's model are
in memory, and a new worker has them in a tenth of a second.
"""

import planparse.dataset.parcel
import planparse.readers.docx
import planparse.readers.html
import planparse.readers.pdf  # noqa: F401
from planparse.plan import parse_bytes

SAMPLE = "关于印发工作要点的通知\n1. 推进市财政局预算公开，6月底前完成96项。（牵头单位：市财政局）\n"

parse_bytes(SAMPLE.encode(), "warm.txt")
