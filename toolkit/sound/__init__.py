"""Sound files to samples; where somebody speaks; whose voice it is."""
