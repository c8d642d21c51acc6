"""Commands of a county: its database on a server."""
