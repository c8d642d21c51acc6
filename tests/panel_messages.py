"""Messages of panels as a browser gets them."""

import json
from typing import Any


def as_sent(content: Any) -> Any:
    """Return `content` as it arrives in the browser; raise TypeError when it is no JSON."""
    return json.loads(json.dumps(content))
