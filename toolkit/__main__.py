"""`python -m toolkit` is `yehua`."""

from toolkit.commands import cli as main

main(prog_name="yehua")
