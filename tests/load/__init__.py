"""The catalogue on a machine whose every core is busy: no verdict may be wrong there."""
