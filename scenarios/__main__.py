"""``python -m scenarios``: the ``socketlab`` command, from a clone of the repository."""

from socketlab.__main__ import main

if __name__ == "__main__":
    main()
