from . import panel_host as panel_host
from .asking import AskedPanels as AskedPanels
from .asking import AskingHandler as AskingHandler
from .clock import ClockHandler as ClockHandler
from .clock import ClockSocket as ClockSocket
from .clock import ClockWatch as ClockWatch
from .open_panels import OpenPanels as OpenPanels
from .socket import PanelSocket as PanelSocket
