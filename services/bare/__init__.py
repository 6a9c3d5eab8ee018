"""The classic programs, as short as a book prints them. Each is complete, with the standard library only."""
