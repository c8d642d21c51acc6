from . import cases as cases
from . import procedure as procedure
from .ledger import Ledger as Ledger
from .ledger import ledger_of as ledger_of
from .procedure import CLOSING as CLOSING
from .procedure import KINDS as KINDS
from .procedure import is_open as is_open
from .procedure import kind_name as kind_name
