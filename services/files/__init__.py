"""Getfile, the file server and its client, and the parts that they are made of."""
