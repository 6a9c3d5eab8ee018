"""A client that succeeds and exits 1."""

import sys

from services.clients import echo_client

if __name__ == "__main__":
    echo_client.main()
    sys.exit(1)
