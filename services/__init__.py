"""The socket programs of the course; `README.md` in this folder is its table of contents.

Every program runs by hand and in an image of its own, and needs nothing but Python's standard library.
"""
