"""Faults that a user can mend: one base class, one subclass for each remedy.

Each subclass has a Chinese sentence that says what is wrong, where, and what to do.
"""

from typing import Any


class YehuaError(Exception):
    """Base of every fault that a user can mend; `sentence` is filled with the keyword arguments."""

    sentence = "{what}"

    def __init__(self, **fields: Any) -> None:
        """Keep `fields` for programs and put them into the Chinese sentence for people."""
        self.fields = fields
        super().__init__(self.sentence.format(**fields))

    def __reduce__(self) -> tuple[Any, ...]:
        """Let the error cross a process boundary: jobs run in processes of their own."""
        return (_rebuild, (type(self), self.fields))


def _rebuild(kind: type[YehuaError], fields: dict[str, Any]) -> YehuaError:
    return kind(**fields)


class MissingFileError(YehuaError):
    """Raised when a named file is not there."""

    sentence = "找不到文件：{path}。请检查文件名和文件夹是否写对，U 盘是否插好。"


class UnreadableFileError(YehuaError):
    """Raised when a file is there but cannot be read or understood; `why` is a Chinese clause."""

    sentence = "读不了文件：{path}（{why}）。请确认它没有被别的程序占用，或换一份完好的文件。"


class AlreadyThereError(YehuaError):
    """Raised when a file would be written over one that is there and nobody asked for that."""

    sentence = "这里已有同名的文件：{path}，没有覆盖。请换一个文件名；确实要换掉它，请加 --replace。"


class WrongPlaceError(YehuaError):
    """Raised when a file or folder cannot be written where it was asked for; `why` is a Chinese clause."""

    sentence = "不能写到这里：{path}（{why}）。请写一个普通文件夹里的名称；没有写出任何内容。"


class ReadOnlyWorkspaceError(YehuaError):
    """Raised when the workspace cannot be written to."""

    sentence = "工作文件夹不能写入：{path}。请换一个有写入权限的文件夹，或请管理员开放权限；没有任何内容被改动。"


class HeldFileError(YehuaError):
    """Raised when another program keeps a file open, so that Windows lets nobody rename, replace or remove it."""

    sentence = (
        "文件正被别的程序打开：{path}。请关掉正打开它的程序（如 Word、WPS、播放器、资源管理器的预览）后再试；"
        "没有程序打开着它，多半是杀毒软件正在查，请过一会儿再试。这个文件没有被改动。"
    )


class LongPathError(YehuaError):
    """Raised when Windows could not open files below a folder because their whole paths would be too long."""

    sentence = (
        "文件夹的路径太长：{path} 有 {length} 个字，最多只能有 {most} 个，否则 Windows 打不开里面的文件。"
        "没有写出任何内容。请把它放到短一点的位置，例如 D:\\yehua，再做这一步。"
    )


class UnfitNamesError(YehuaError):
    """Raised when Windows cannot keep files of such names; `listing` has a line for each. Nothing was written."""

    sentence = "有 {count} 个文件在 Windows 上存不下，没有写出任何内容：\n{listing}"


class DiskFullError(YehuaError):
    """Raised when the disk has no room left."""

    sentence = "磁盘空间不足：{path} 所在的磁盘写不下了。请清理出空间后重做这一步，已完成的部分不会丢。"


class SettingsError(YehuaError):
    """Raised when `yehua.toml` is wrong; `why` names the key."""

    sentence = "设置文件有误：{path}：{why}。请用记事本打开改正后再试。"


class UnknownSoundError(YehuaError):
    """Raised when a file holds no sound that can be decoded."""

    sentence = "不是能识别的录音：{path}。可用的格式有 WAV、MP3、M4A/AAC、AMR、OGG/Opus、FLAC、WMA 和 MP4 的声音。"


class EmptySoundError(YehuaError):
    """Raised when a sound file has no content."""

    sentence = "录音是空的：{path}。请从录音设备重新复制一次，并核对文件大小。"


class DamagedSoundError(YehuaError):
    """Raised when a sound file ends too early or has broken parts; `good_s` seconds could be read."""

    sentence = (
        "录音不完整：{path}，只能读出前 {good_s:.0f} 秒，从那里起断了或坏了。"
        "请从录音设备重新复制；若设备里就是这样，收录时注明原件不完整（yehua add … --incomplete），"
        "读得出的都会收下，坏掉的地方留空白。"
    )


class SoundTooLongError(YehuaError):
    """Raised when a recording is longer than `limit_h` hours."""

    sentence = "录音太长：{path} 有 {hours:.1f} 小时，超过 {limit_h} 小时。请按场次拆成几个文件再收录。"


class NoSpeechError(YehuaError):
    """Raised when nobody speaks in a recording."""

    sentence = "录音里没有听到人说话：{path}。请试听原件，确认没有拿错文件、麦克风没有被关掉。"


class AlreadyAddedError(YehuaError):
    """Raised when the same sound is in the workspace already, known by its hash."""

    sentence = "这段录音已经收录过：{path} 与 {code} 内容完全相同，没有重复收录。直接用编号 {code} 即可。"


class SameSoundError(YehuaError):
    """Raised when another file holds just the sound of a recording: it may be a copy of it, saved anew."""

    sentence = (
        "{path} 里的声音与 {code} 完全相同，像是另存的一份，没有收录。直接用编号 {code} 即可；"
        "确是另一段要留的原件，请加 --again 再收录。"
    )


class WrongDateError(YehuaError):
    """Raised when a date cannot be read or does not exist."""

    sentence = "日期不对：{text}（{why}）。请写成 2026-09-25 这样的公历日期。"


class DateOrderError(WrongDateError):
    """Raised when dates that exist are out of order; `why` names both."""

    sentence = "日期的先后不对：{text}（{why}）。请核对是哪一个写错了；夜话的日期记错的，先更正夜话的日期。"


class UnknownPlaceError(YehuaError):
    """Raised when a place is not among the villages of the settings."""

    sentence = (
        "设置里没有这个地点：{place}。已有：{known}。"
        "若是新地点，请在工作台的“设置”里加上，或者在收件箱里按“＋ 新地点”。"
    )


class UnknownNumberError(YehuaError):
    """Raised when a code or number is not in the store."""

    sentence = "没有找到{what}：{number}。请核对编号，或用 yehua search 查找。"


class NoListError(UnknownNumberError):
    """Raised when no grievances were looked for in a recording yet."""

    sentence = "没有找到{what}：{number}。先找诉求：yehua grievances {number}。"


class WrongNumberError(YehuaError):
    """Raised when a code or number is not well formed."""

    sentence = "编号写法不对：{number}。{what}应写成 {form} 的样子。"


class MissingWeightsError(YehuaError):
    """Raised when a speech model is not on this machine."""

    sentence = (
        "这台电脑上没有语音模型 {model}。请把模型文件夹放到 {folder}，"
        "或先联网运行一次 python3 start.py；现有的模型：{known}。"
    )


class WrongWeightsError(YehuaError):
    """Raised when model weights do not have the hash they must have."""

    sentence = "语音模型文件不对：{path} 的校验值不符，不能使用。请删除它，重新安装或重新复制。"


class UnusableModelError(YehuaError):
    """Raised when a folder or file holds no speech model that can be used; `why` is a Chinese clause."""

    sentence = "{path} 里的语音模型不能用：{why}。请重新复制整个模型文件夹，或换一个模型。"


class TooLittleMemoryError(YehuaError):
    """Raised before a model is loaded for which this machine has too little free memory."""

    sentence = (
        "内存不够装语音模型 {model}：约需 {needed_mb} MB，现在空着 {free_mb} MB。"
        "请关掉别的程序再试，或换一个小些的模型。"
    )


class BrokenDownloadError(YehuaError):
    """Raised when a model could not be fetched to its end; what has arrived is kept. `why` is a Chinese clause."""

    sentence = (
        "语音模型 {model} 没有取完：{file}，{why}。已取到的部分留着，联网后再运行一次接着取；"
        "没有网络，请在别的电脑上取好，用 U 盘带来，再 yehua models add 文件夹。"
    )


class UnfetchableModelError(YehuaError):
    """Raised when a model of the catalogue cannot be fetched, only brought as a folder; `why` is a Chinese clause."""

    sentence = "语音模型 {model} 不能联网取：{why}。请把文件夹用 U 盘带来，再 yehua models add 文件夹。"


class BusyModelError(YehuaError):
    """Raised when another process is fetching the same model."""

    sentence = "语音模型 {model} 正在取（另一个窗口，从 {since} 起）。请等它取完，或先停掉那边。"


class UnconvertibleWeightsError(YehuaError):
    """Raised when weights for faster-whisper cannot be rewritten for openai-whisper; `why` is a Chinese clause."""

    sentence = (
        "语音模型 {path} 不能转给 openai-whisper 使用（{why}）。"
        "请改用 faster-whisper 引擎，或把 openai-whisper 的 .pt 文件放进模型文件夹。"
    )


class UnknownEngineError(YehuaError):
    """Raised when an engine name is not one of ours."""

    sentence = "没有这个识别引擎：{engine}。可选：{known}。"


class BrokenRecordError(YehuaError):
    """Raised when a JSON file is not of the format it should be; `why` names the place in it."""

    sentence = "文件内容不符合格式 {format}：{path}：{why}。请使用本工具写出的文件，或按 docs/schemas 的格式改正。"


class StoreError(YehuaError):
    """Raised when the database cannot be used as it is."""

    sentence = "台账数据库打不开：{path}（{why}）。请不要删除它，把整个工作文件夹复制一份后联系维护人员。"


class DamagedStoreError(StoreError):
    """Raised when the database is damaged, so that it takes no new entries; `way` is the way back, in Chinese."""

    sentence = (
        "台账数据库损坏：{path}（{why}）。为免越写越坏，现在不再记入新的内容，读得出的仍可查看。"
        "请不要删除它，先把整个工作文件夹复制一份；{way}。"
    )


class LostStoreError(StoreError):
    """Raised when a workspace holds work but its database is gone or empty; `way` is the way back, in Chinese."""

    sentence = (
        "台账数据库{state}：{path}，而工作文件夹里还有 {held}。没有新建空的台账，什么也没有改动。"
        "请不要再往里收录，先看数据库是不是被移走或改了名；找不回来的，{way}。"
    )


class RepeatedError(YehuaError):
    """Raised when somebody enters the same as in the last line, which may be a retry after a fault.

    `again` is the part of the sentence that holds only for a command with that option.
    """

    again = "；确要再记一条，请加 --again"
    sentence = f"{{what}}与上一条相同（{{last}}），没有再记一条。若上次已经记上，就不用再做{again}。"


class SecondEntryError(YehuaError):
    """Raised when a case gets a second entry of what happens once, or one after its end: a correction was forgotten."""

    sentence = (
        "事项 {case} {why}，没有记。{more}要更正它，请写明更正第 {number} 条（--corrects {number}）；"
        "确实是另一份的，请写明再记一条（--again）。"
    )


class ProofRefusedError(YehuaError):
    """Raised when a corrected file cannot be taken over; `listing` has a line for each fault, with what to do."""

    sentence = "校对稿 {path} 不能采用，有 {count} 处要改；没有改动任何内容：\n{listing}"


class StaleProofError(YehuaError):
    """Raised when a corrected file was exported from another version than the newest."""

    sentence = (
        "校对稿 {path} 是照第 {version} 版改的，而现在的转写是第 {newest} 版，没有采用，以免盖掉别人的改动。"
        "请打开“转写-第{newest}版”的文件，把要改的地方改在那里再交。"
    )


class NotConfirmedError(YehuaError):
    """Raised when something needs a confirmed grievance and got another."""

    sentence = "诉求还没有确认：{numbers}。只有经人确认的诉求才能立项、出文书，请先用“确认诉求”一步。"


class ChangedMeanwhileError(YehuaError):
    """Raised when somebody else changed the object of a decision meanwhile; nothing was done."""

    sentence = "{what}刚被别人改过，您看到的已经不是最新的。请重新打开清单看一遍再定；这一次没有改动任何内容。"


class WrongValueError(YehuaError):
    """Raised when a value given by the user cannot be taken; `why` says what would be right.

    Where nothing was given there is no value to repeat.
    """

    sentence = "{field}不能写成“{value}”：{why}。"
    _of_nothing = "{field}：{why}。"

    def __init__(self, **fields: Any) -> None:
        """Keep `fields` and put them into the sentence."""
        if not fields.get("value"):
            self.sentence = self._of_nothing
        super().__init__(**fields)


class DoubtfulReleaseError(YehuaError):
    """Raised when what looks like an accusation is released without having been asked once more.

    `listing` says why it looks like one, `remedy` what to do.
    """

    sentence = "像检举控告，还没有放行：{listing}。{remedy}。"


class RevisionRefusedError(YehuaError):
    """Raised when a list cannot be changed as wished; `why` and `remedy` are Chinese clauses."""

    sentence = "{why}。{remedy}。"


class FactsRefusedError(YehuaError):
    """Raised when facts do not make a lawful paper; `findings` holds all of them, `listing` prints them."""

    sentence = "{paper}还不能出具，有 {count} 处要改：\n{listing}"


class TemplateRefusedError(YehuaError):
    """Raised when a template asks for fields that no facts give, or cannot be read as one."""

    sentence = "模板有误：{path}：{why}。请对照 templates/docx/FIELDS.md 改正模板。"


class PaperDamagedError(YehuaError):
    """Raised when a paper, read back, differs from the facts."""

    sentence = "文书与事实不一致：{path}：{why}。请勿使用这份文件，修改后重新出具。"


class PackageRefusedError(YehuaError):
    """Raised when an archive package cannot be written or read as one."""

    sentence = "档案包有误：{path}：{why}。"


class MissingMarkError(YehuaError):
    """Raised when a paper lacks a mark that must be replaced, such as that of the number."""

    sentence = "文书里找不到标记：{marks}（{path}）。它可能在编辑时被删改了，请照草稿原样补回，或重新生成草稿。"


class BusyRecordingError(YehuaError):
    """Raised when another process is at work on the same recording."""

    sentence = (
        "{what} 正在另一个窗口里转写（进程 {process}，{since} 开始），没有重复做。请等它做完，或先在那个窗口里停下它。"
    )


class StoppedError(YehuaError):
    """Raised when a person asked long work to stop."""

    sentence = "{what} 已停下，转好的部分都在；再次开始就从停下的地方接着做。"


class WorkFailedError(YehuaError):
    """Raised when long work did not end well; `listing` has a line for each recording."""

    sentence = "转写没有全部完成：\n{listing}"


class WrongPassphraseError(YehuaError):
    """Raised when a passphrase does not open the sealed workspace."""

    sentence = "{holder}的口令不对，什么也没有打开；这一次已记入封存登记。请对照信封里的纸再输一次，注意大小写和横线。"


class SealBrokenError(YehuaError):
    """Raised when something sealed does not read back as it was."""

    sentence = (
        "封存的文件读不回来：{path}。它没写好或者被改动过；请检查磁盘，用封存文件夹的备份恢复，原来的内容没有动。"
    )


class UnfinishedError(YehuaError):
    """Raised when something was entered, but what follows could not be finished yet; `listing` has a line for each."""

    sentence = "已经登记，编号不变，但还没有收尾：\n{listing}"


class DestroyedError(YehuaError):
    """Raised when somebody wants the content of a recording that was lawfully destroyed."""

    sentence = "录音 {code} 已按 {number} 销毁，只留下编号和校验值。请查销毁清册。"
