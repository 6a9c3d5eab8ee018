"""Hosts as Docker containers: the default runtime."""
