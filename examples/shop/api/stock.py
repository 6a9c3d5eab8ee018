"""Fill the shelves, once: the API starts when this has ended."""

from __future__ import annotations

import os

from redis_client import command

if __name__ == "__main__":
    items = int(os.environ.get("ITEMS", "12"))
    command("SET", "stock", str(items))
    print(f"{items} items in stock")
