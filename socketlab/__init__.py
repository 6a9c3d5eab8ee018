"""Play a client fleet against a server over a real network, from one YAML file, and judge what happened."""

__version__ = "0.2.0"
