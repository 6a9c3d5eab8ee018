"""The servers of the course, each made fit for a lab: it survives its clients and keeps a journal."""
