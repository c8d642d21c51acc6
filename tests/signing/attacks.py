"""Attacks on a signed file. Each is a function of what an attacker has; it returns the file that is shown to us."""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.crypt import StandardSecurityHandler
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko.sign.signers import SimpleSigner

from toolkit.signing import pdf_signatures
from toolkit.signing.pdf_signatures import Act

name, text = generic.NameObject, generic.TextStringObject


@dataclass(frozen=True)
class Loot:
    """What an attacker has: the file after each step by field, another paper signed by the same, and own signers."""

    after: Mapping[str, bytes]
    other: bytes
    redrafted: bytes
    namesake: SimpleSigner
    stranger: SimpleSigner
    act: Act

    @property
    def whole(self) -> bytes:
        """The signed file."""
        return self.after["Seal"]


Attack = Callable[[Loot], bytes]


def _changed(pdf: bytes, change: Callable[[IncrementalPdfFileWriter, Any], None]) -> bytes:
    """Return `pdf` with an incremental update that makes `change` on the document and its first page."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    page = writer.root["/Pages"]["/Kids"][0]
    change(writer, page.get_object())
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def _flipped(pdf: bytes, place: int) -> bytes:
    spoiled = bytearray(pdf)
    spoiled[place] ^= 1
    return bytes(spoiled)


def byte_of_the_text_flipped(loot: Loot) -> bytes:
    return _flipped(loot.whole, 3000)


def sentence_appended(loot: Loot) -> bytes:
    return noted(loot.whole, "另付10000元")


def noted(pdf: bytes, words: str) -> bytes:
    """Return `pdf` with `words` typed onto its first page."""

    def note(writer: IncrementalPdfFileWriter, page: Any) -> None:
        box = generic.ArrayObject(map(generic.FloatObject, (85, 400, 500, 430)))
        entries = {"/Type": name("/Annot"), "/Subtype": name("/FreeText"), "/Rect": box, "/Contents": text(words)}
        annotation = generic.DictionaryObject({name(key): value for key, value in entries.items()})
        annotation[name("/DA")] = text("/Helv 12 Tf")
        notes = page.get("/Annots", generic.ArrayObject())
        page[name("/Annots")] = generic.ArrayObject([*notes, writer.add_object(annotation)])
        writer.update_container(page)

    return _changed(pdf, note)


def cut_before_the_seal(loot: Loot) -> bytes:
    return loot.after["Mediator1"]


def cut_before_the_second_party(loot: Loot) -> bytes:
    return loot.after["Party1"]


def cut_to_the_text(loot: Loot) -> bytes:
    return loot.after["Text"]


def namesake_with_a_key_of_the_same_root(loot: Loot) -> bytes:
    return pdf_signatures.signed(loot.after["Text"], loot.namesake, loot.act)


def namesake_with_a_root_of_his_own(loot: Loot) -> bytes:
    return pdf_signatures.signed(loot.after["Text"], loot.stranger, loot.act)


def signed_after_the_lock(loot: Loot) -> bytes:
    return _late(loot.whole, loot.namesake, loot.act)


def signed_by_one_more_before_the_seal(loot: Loot) -> bytes:
    return _late(loot.after["Mediator1"], loot.namesake, loot.act)


def _late(pdf: bytes, signer: SimpleSigner, act: Act) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    append_signature_field(writer, SigFieldSpec("Late", on_page=0, box=(10, 10, 60, 40)))
    output = io.BytesIO()
    writer.write(output)
    return pdf_signatures.signed(output.getvalue(), signer, Act("Late", act.name, act.at, "迟签"))


def page_taken_out(loot: Loot) -> bytes:
    def take(writer: IncrementalPdfFileWriter, page: Any) -> None:
        del page
        pages = writer.root["/Pages"].get_object()
        pages[name("/Kids")] = generic.ArrayObject(
            [pages["/Kids"].raw_get(place) for place in range(1, len(pages["/Kids"]))]
        )
        pages[name("/Count")] = generic.NumberObject(len(pages["/Kids"]))
        writer.update_container(pages)

    return _changed(loot.whole, take)


def pages_swapped(loot: Loot) -> bytes:
    def swap(writer: IncrementalPdfFileWriter, page: Any) -> None:
        del page
        pages = writer.root["/Pages"].get_object()
        kids = [pages["/Kids"].raw_get(place) for place in range(len(pages["/Kids"]))]
        pages[name("/Kids")] = generic.ArrayObject([kids[1], kids[0], *kids[2:]])
        writer.update_container(pages)

    return _changed(loot.whole, swap)


def page_repeated(loot: Loot) -> bytes:
    def repeat(writer: IncrementalPdfFileWriter, page: Any) -> None:
        del page
        pages = writer.root["/Pages"].get_object()
        kids = [pages["/Kids"].raw_get(place) for place in range(len(pages["/Kids"]))]
        pages[name("/Kids")] = generic.ArrayObject([*kids, kids[0]])
        pages[name("/Count")] = generic.NumberObject(len(kids) + 1)
        writer.update_container(pages)

    return _changed(loot.whole, repeat)


def words_of_a_page_replaced(loot: Loot) -> bytes:
    def replace(writer: IncrementalPdfFileWriter, page: Any) -> None:
        page[name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
        writer.update_container(page)

    return _changed(loot.whole, replace)


def page_turned(loot: Loot) -> bytes:
    def turn(writer: IncrementalPdfFileWriter, page: Any) -> None:
        page[name("/Rotate")] = generic.NumberObject(180)
        writer.update_container(page)

    return _changed(loot.whole, turn)


def page_cropped(loot: Loot) -> bytes:
    def crop(writer: IncrementalPdfFileWriter, page: Any) -> None:
        page[name("/CropBox")] = generic.ArrayObject(map(generic.NumberObject, (0, 400, 595, 842)))
        writer.update_container(page)

    return _changed(loot.whole, crop)


def script_put_in(loot: Loot) -> bytes:
    def put(writer: IncrementalPdfFileWriter, page: Any) -> None:
        del page
        action = {name("/S"): name("/JavaScript"), name("/JS"): text("app.alert(1)")}
        writer.root[name("/OpenAction")] = writer.add_object(generic.DictionaryObject(action))
        writer.update_root()

    return _changed(loot.whole, put)


def form_of_another_kind_put_in(loot: Loot) -> bytes:
    def put(writer: IncrementalPdfFileWriter, page: Any) -> None:
        del page
        form = writer.root["/AcroForm"]
        form[name("/XFA")] = writer.add_object(generic.StreamObject(stream_data=b"<xdp/>"))
        writer.update_container(form)

    return _changed(loot.whole, put)


def file_put_in(loot: Loot) -> bytes:
    def put(writer: IncrementalPdfFileWriter, page: Any) -> None:
        del page
        files = generic.DictionaryObject({name("/Names"): generic.ArrayObject()})
        writer.root[name("/Names")] = generic.DictionaryObject({name("/EmbeddedFiles"): files})
        writer.update_root()

    return _changed(loot.whole, put)


def look_of_a_signature_replaced(loot: Loot) -> bytes:
    def replace(writer: IncrementalPdfFileWriter, page: Any) -> None:
        del page
        field = next(each for each in writer.root["/AcroForm"]["/Fields"] if each.get_object()["/T"] == "Party1")
        field = field.get_object()
        box = generic.ArrayObject(map(generic.NumberObject, (0, 0, 10, 10)))
        form = generic.StreamObject({name("/Subtype"): name("/Form"), name("/BBox"): box}, stream_data=b"")
        field[name("/AP")] = generic.DictionaryObject({name("/N"): writer.add_object(form)})
        writer.update_container(field)

    return _changed(loot.whole, replace)


def signature_taken_out(loot: Loot) -> bytes:
    def take(writer: IncrementalPdfFileWriter, page: Any) -> None:
        del page
        field = next(each for each in writer.root["/AcroForm"]["/Fields"] if each.get_object()["/T"] == "Party2")
        field = field.get_object()
        del field["/V"]
        writer.update_container(field)

    return _changed(loot.whole, take)


def value_of_a_signature_flipped(loot: Loot) -> bytes:
    found = list(re.finditer(rb"/ByteRange \[(\d+) (\d+) (\d+)", loot.whole))[-1]
    start, after = int(found[2]) + 1, int(found[3]) - 1
    spoiled = bytearray(loot.whole)
    # The signature value stands at the end of the CMS, before the zeros that fill the place.
    end = start + len(loot.whole[start:after].rstrip(b"0"))
    spoiled[end - 6] = ord("1") if spoiled[end - 6] != ord("1") else ord("2")
    return bytes(spoiled)


def range_of_a_signature_narrowed(loot: Loot) -> bytes:
    found = list(re.finditer(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", loot.whole))[-1]
    last = found[4]
    shorter = str(int(last) - 5).encode().ljust(len(last))
    return loot.whole[: found.start(4)] + shorter + loot.whole[found.end(4) :]


def words_behind_the_end(loot: Loot) -> bytes:
    return loot.whole + b"\n% paid in full\n"


def cut_off_in_the_middle(loot: Loot) -> bytes:
    return loot.whole[: len(loot.whole) // 2]


def locked_with_a_password(loot: Loot) -> bytes:
    return with_password(loot.whole)


def with_password(pdf: bytes) -> bytes:
    """Return `pdf` as nobody can read it without a password."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf)))
    handler = StandardSecurityHandler.build_from_pw("owner", "user")
    writer.security_handler = handler
    writer._encrypt = writer.add_object(handler.as_pdf_object())
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def made_anew_without_history(loot: Loot) -> bytes:
    output = io.BytesIO()
    copy_into_new_writer(PdfFileReader(io.BytesIO(loot.whole))).write(output)
    return output.getvalue()


def another_paper_of_the_same_people(loot: Loot) -> bytes:
    return loot.other


def other_words_signed_by_office_keys(loot: Loot) -> bytes:
    return loot.redrafted


ATTACKS: tuple[Attack, ...] = (
    byte_of_the_text_flipped,
    sentence_appended,
    cut_before_the_seal,
    namesake_with_a_key_of_the_same_root,
    signed_after_the_lock,
    cut_before_the_second_party,
    cut_to_the_text,
    namesake_with_a_root_of_his_own,
    signed_by_one_more_before_the_seal,
    page_taken_out,
    pages_swapped,
    page_repeated,
    words_of_a_page_replaced,
    page_turned,
    page_cropped,
    script_put_in,
    form_of_another_kind_put_in,
    file_put_in,
    look_of_a_signature_replaced,
    signature_taken_out,
    value_of_a_signature_flipped,
    range_of_a_signature_narrowed,
    words_behind_the_end,
    cut_off_in_the_middle,
    locked_with_a_password,
    made_anew_without_history,
    another_paper_of_the_same_people,
    other_words_signed_by_office_keys,
)
