from . import panel_host as panel_host
from .asking import AskedPanels as AskedPanels
from .asking import AskingHandler as AskingHandler
from .open_panels import OpenPanels as OpenPanels
from .socket import PanelSocket as PanelSocket
