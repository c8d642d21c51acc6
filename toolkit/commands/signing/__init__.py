"""Commands of signing and of the court."""
