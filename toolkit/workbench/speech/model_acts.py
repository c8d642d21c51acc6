"""What a person does on the page 模型; each act does what the command `yehua models` does."""

from collections.abc import Callable, Mapping

from toolkit import grievances
from toolkit.recognition import catalogue, installing
from toolkit.recognition import models as installed
from toolkit.transcripts import learning
from toolkit.workbench.fields import Done, Given, filled, path_of, text_of
from toolkit.workbench.speech.downloads import RUNNING
from toolkit.workspace import Desk, settings_editing


def _get(desk: Desk, given: Given) -> Done:
    """Begin to fetch a model; the page shows how far it is."""
    name = text_of(given, "model", "模型")
    RUNNING.begin(catalogue.known(name), desk.workspace.models, desk.settings.models.hubs)
    return Done(f"{name} 开始下载了，可以去做别的；断了再点一次，接着下载。", "/models")


def _add(desk: Desk, given: Given) -> Done:
    added = installing.add(path_of(given, "folder", "模型所在的文件夹"), desk.workspace.models, filled(given, "name"))
    return Done(f"已放入 {added.name}，每个文件都读回核对过。先试听，再选用。", "/models")


def _use(desk: Desk, given: Given) -> Done:
    name, village = text_of(given, "model", "模型"), text_of(given, "village", "给哪里用", needed=False)
    installed.known_model(name, desk.workspace.models)
    settings_editing.choose_model(desk.workspace, name, village)
    return Done(f"{village or '所有地方'}以后用 {name} 转写。", "/models")


def _accept(desk: Desk, given: Given) -> Done:
    """Take a proposed word into the word list, in the name of the person who decided it."""
    word, by = text_of(given, "word", "词"), text_of(given, "by", "您的姓名")
    learning.accept(desk, grievances.load_open_stretches, word, by)
    return Done(f"“{word}”已写进词表，以后转写就用。", "/models")


ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {
    "get_model": _get,
    "add_model": _add,
    "use_model": _use,
    "accept_word": _accept,
}
