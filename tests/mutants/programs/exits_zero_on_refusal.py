"""A client that complains that it cannot go on, and exits 0."""

import sys

from services.clients import echo_client

if __name__ == "__main__":
    echo_client.main()
    sys.exit(0)
