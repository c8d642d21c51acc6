"""What every request to the workbench has: the desk, the rule on scripts, and faults told in sentences.

Jupyter's own rules hold for each: the token, XSRF, and the same origin for a socket.
"""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.extension.handler import ExtensionHandlerMixin
from tornado import web

from toolkit.core import RepeatedError, YehuaError
from toolkit.notebook import plain_faults
from toolkit.records import to_json
from toolkit.workbench.desks import Desks
from toolkit.workspace import Desk

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; font-src 'self' data:; frame-src 'self' blob:; worker-src blob:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)

# A sentence may name an option or a command, which whoever looks at a page has never seen.
_OPTION = re.compile(r"（--[a-z-]+）")
_COMMAND = re.compile(r" ?yehua ([a-z]+)(?: [a-z]+)?(?: (?:[案评意诊民督建]\S+|…|--\S+|\S+\.\w+|[a-z_]+))* ?")
_OR_COMMAND = re.compile("，或者用 yehua [a-z ]+")
_PLACES = {
    "jury": "评议团",
    "clinic": "法律诊所",
    "alert": "预警",
    "contact": "预警",
    "case": "事项",
    "walk": "走访",
    "card": "首问卡",
    "followup": "回访",
    "handover": "交接",
}


def for_a_page(sentence: str) -> str:
    """Return the sentence of a fault as a page tells it: without options, and pages in place of commands."""
    once = sentence.replace(RepeatedError.again, "")
    plain = _OPTION.sub("", _OR_COMMAND.sub("", once)).replace("加上 --again", "选“再记一次”")
    return _COMMAND.sub(_page, plain)


def _page(match: re.Match[str]) -> str:
    place = _PLACES.get(match[1])
    return f"“{place}”页" if place else match[0]


class DeskHandler(ExtensionHandlerMixin, JupyterHandler):
    """A request that needs the desk."""

    @property
    def desks(self) -> Desks:
        """The desks of this server."""
        desks: Desks = self.settings["yehua_desks"]
        return desks

    def desk(self) -> Desk:
        """Return the desk that the page works at: the office's own, or one for practice."""
        return self.desks.desk(self.get_query_argument("practice", ""))

    def query(self) -> dict[str, str]:
        """Return what the address holds after `?`."""
        return {name: self.get_query_argument(name) for name in self.request.query_arguments}

    def refusal(self, fault: Exception) -> dict[str, str]:
        """Return the sentence that tells a person about `fault`; keep the record of one that nobody foresaw."""
        if isinstance(fault, YehuaError):
            return {"refused": for_a_page(str(fault))}
        log = self.desks.log_file
        plain_faults.keep(fault, log)
        return {"refused": plain_faults.sentence(fault, log), "record": plain_faults.record(fault)}

    def send_json(self, content: object) -> None:
        """End the answer with `content`."""
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(content, ensure_ascii=False))

    def send_fault(self, fault: Exception) -> None:
        """End the answer with the sentence of `fault`."""
        self.set_status(400 if isinstance(fault, YehuaError) else 500)
        self.send_json(self.refusal(fault))

    @property
    def content_security_policy(self) -> str:
        """No script but the files of this server."""
        return _POLICY


class JsonHandler(DeskHandler):
    """Answers in JSON; a fault is a sentence."""

    def get_login_url(self) -> str:
        """Refuse whom the server does not know: a script cannot log in."""
        raise web.HTTPError(403)

    def body(self) -> Mapping[str, Any]:
        """Return the JSON object of the body, whose values are text."""
        given = self.get_json_body()
        if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
            raise web.HTTPError(400)
        return given

    async def answer(self, work: Callable[[], object]) -> None:
        """Send what `work` returns, computed beside the event loop, or the sentence of its fault with status 400."""
        try:
            content = to_json(await asyncio.to_thread(work))
        except web.HTTPError:
            raise
        except Exception as fault:  # noqa: BLE001 - the person in front of the page must learn of every fault
            self.send_fault(fault)
        else:
            self.send_json(content)
