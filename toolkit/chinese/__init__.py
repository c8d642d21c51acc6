"""The Chinese language: script, sound-alikes, numbers, names, identifiers, dates."""
