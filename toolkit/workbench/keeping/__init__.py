"""What an archivist keeps and does: packages, discs, backups, copies, disposal, notices, the tables of the office."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
