"""`python -m toolkit` is `yehua`."""

from toolkit.commands.main import main

main(prog_name="yehua")
