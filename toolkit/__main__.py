"""`python -m toolkit` is `yehua`."""

from toolkit.commands import main

main(prog_name="yehua")
