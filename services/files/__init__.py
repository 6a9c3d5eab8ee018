"""Getfile, the file server and its client, and their parts."""
