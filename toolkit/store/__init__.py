"""The database: tables, transactions, migrations, and the chain of facts."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
