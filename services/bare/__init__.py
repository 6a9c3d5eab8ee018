"""The classic programs, as short as a book prints them. Each is whole, and imports nothing of ours."""
