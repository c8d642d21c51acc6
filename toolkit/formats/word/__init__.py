"""Microsoft Word files: read, checked for dangers, written, filled from templates."""
