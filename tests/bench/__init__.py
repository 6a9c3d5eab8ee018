"""``make bench``: what must hold, measured side by side in one run. It prints; it never fails a build."""
