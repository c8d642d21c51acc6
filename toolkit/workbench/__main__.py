"""`python -m toolkit.workbench`: the workbench with a server of its own."""

from toolkit.workbench.app import main

main()
