"""The socket programs of the course: every one runs by hand and in its own image.

They need nothing but Python's standard library, and each reads by itself: what the variants
share is in `sockets`, what they tell the orchestrator is in `journal`.
"""
