"""A paper keeps a hash of what it was issued from, and the database refuses a second paper of the same.

Case, kind, the text of the draft and the number it corrects go into the hash. Papers of older versions have none.
"""

from alembic import op

from toolkit.store.columns import words

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the hash and its index."""
    op.add_column("papers", words("issued_from", 64, nullable=True))
    op.create_index("one_paper_per_draft", "papers", ["issued_from"], unique=True)
