"""A file client that gets all of a file, says so, and keeps a byte less."""

import os
import sys
from pathlib import Path

from services.files import getfile
from services.files.fetching import last_component

if __name__ == "__main__":
    status = getfile.main()
    file = Path(last_component(sys.argv[-1]))
    os.truncate(file, file.stat().st_size - 1)
    sys.exit(status)
