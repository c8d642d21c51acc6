"""The panels of the notebooks: one Python module, one script and one style each."""
