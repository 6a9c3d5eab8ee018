"""The Compose language: several files become one document, in which every value remembers its place."""
