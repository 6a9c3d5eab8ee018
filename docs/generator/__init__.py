"""The reference, generated from the classes that it describes."""
