"""`python -m toolkit` is `yehua`."""

from toolkit.cli import main

main(prog_name="yehua")
