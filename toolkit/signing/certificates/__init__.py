"""Certificates of this office and their keys: what all have in common, and the authority of TLS."""
