"""`python -m toolkit.workbench`: the workbench with a server of its own."""

import sys

# The server's schema checker would build a grammar of addresses in any script, a second of each start, for a format
# that no schema of the server names. It does without where the grammar cannot be had.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type] # as the import system has it

from toolkit.workbench.app import main  # noqa: E402 - the server is loaded by it

main()
