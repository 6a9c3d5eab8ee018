"""``report.html``: a run as one page, for a browser; everything that it shows is in the file itself."""
