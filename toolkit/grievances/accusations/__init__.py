"""Accusations (检举控告): judged by a person, shown only to whom the settings allow, danger first."""
