"""The command line `yehua`: one module for each word after it."""
