from .app import Workbench as Workbench
from .app import _jupyter_server_extension_points as _jupyter_server_extension_points
from .app import main as main
