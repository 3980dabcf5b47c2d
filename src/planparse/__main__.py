"""`python -m planparse` is the command `planparse`."""

import sys

from planparse.cli.main import main

sys.exit(main())
