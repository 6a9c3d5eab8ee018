"""The faults, one file each: what it does to a host, and whether the host's end is then its doing."""
