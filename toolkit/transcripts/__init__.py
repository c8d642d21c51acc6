"""Transcripts of recordings: made, corrected, exported, heard again."""
