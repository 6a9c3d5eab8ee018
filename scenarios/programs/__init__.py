"""Programs that scenarios put on their hosts by `files: {PATH: {source: programs/NAME}}`."""
