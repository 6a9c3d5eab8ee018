"""What the user wrote: YAML in, checked and frozen models out, every mistake with its line."""
