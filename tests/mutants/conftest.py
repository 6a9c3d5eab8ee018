"""The wrong programs are played by ``make mutants``: their runs need a quiet machine and four minutes."""

import os

collect_ignore = [] if os.environ.get("SOCKETLAB_MUTANTS") else ["test_mutants.py"]
