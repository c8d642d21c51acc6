"""The other engines: a pasted link, a telephone number, a ticket for the county's Jitsi."""

import base64
import json
import shutil
import subprocess
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from toolkit.core import WrongValueError
from toolkit.parlour.rooms import JitsiEngine, LinkEngine

SECRET = "s" * 32


def test_a_pasted_link_and_a_telephone_number_are_rooms_as_well() -> None:
    assert LinkEngine("https://meeting.example/j/1").open("A001", 2, 60).guest_urls == ("https://meeting.example/j/1",)
    assert LinkEngine("0999-5550126").open("A001", 2, 60).leader_url == "tel:09995550126"


@pytest.mark.parametrize("address", ["http://meeting.example/1", "javascript:alert(1)", "", "12", "腾讯会议 123"])
def test_what_is_no_safe_address_is_refused(address: str) -> None:
    with pytest.raises(WrongValueError, match="https"):
        LinkEngine(address)


def claims_of(address: str) -> dict[str, Any]:
    """Return what the ticket in `address` claims."""
    body = ticket_of(address).split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(body + "==")))


def ticket_of(address: str) -> str:
    """Return the ticket in `address`, which is written where Jitsi reads it."""
    (ticket,) = parse_qs(urlsplit(address).query)["jwt"]
    return ticket


def test_a_ticket_for_jitsi_holds_for_one_room_and_runs_out() -> None:
    room = JitsiEngine("https://meet.example", "yehua", SECRET).open("A012", 2, 30)
    (guest,) = room.guest_urls
    claims = claims_of(guest)

    assert urlsplit(guest)._replace(query="").geturl() == f"https://meet.example/{room.number}"
    # Jitsi compares the room in small letters; lib-jitsi-meet, doc/tokens.md: sub is the domain, iss the application.
    assert claims["room"] == room.number == room.number.lower()
    assert (claims["sub"], claims["iss"], claims["aud"]) == ("meet.example", "yehua", "yehua")
    assert claims["exp"] - claims["nbf"] == 30 * 60 + 10
    assert set(claims) == {"aud", "iss", "sub", "room", "nbf", "exp", "context"}


def test_only_the_leader_moderates_and_every_field_of_a_user_is_text_as_jitsi_asks() -> None:
    room = JitsiEngine("https://meet.example", "yehua", SECRET).open("A012", 3, 30)
    leader, *guests = (claims_of(url)["context"]["user"] for url in (room.leader_url, *room.guest_urls))

    assert leader == {"name": "主持", "affiliation": "owner", "moderator": "true"}
    assert [guest["name"] for guest in guests] == ["A012 座位2", "A012 座位3"]
    assert {(guest["affiliation"], guest["moderator"]) for guest in guests} == {("member", "false")}
    assert {type(field) for user in (leader, *guests) for field in user.values()} == {str}


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl on this machine")
def test_another_program_finds_the_same_signature_and_another_under_another_secret() -> None:
    room = JitsiEngine("https://meet.example", "yehua", SECRET).open("A012", 2, 30)
    told, _, seal = ticket_of(room.leader_url).rpartition(".")
    header = json.loads(base64.urlsafe_b64decode(told.split(".")[0] + "=="))

    assert header == {"alg": "HS256", "typ": "JWT"}
    assert signed_by_openssl(told, SECRET) == seal
    assert signed_by_openssl(told, "t" * 32) != seal


def signed_by_openssl(told: str, secret: str) -> str:
    """Return what openssl signs `told` with (HMAC, SHA-256), in the letters of a JSON Web Token."""
    command = ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"key:{secret}", "-binary"]
    made = subprocess.run(command, input=told.encode(), capture_output=True, check=True)
    return base64.urlsafe_b64encode(made.stdout).rstrip(b"=").decode()


def test_a_short_secret_and_an_open_address_of_jitsi_are_refused() -> None:
    for base, secret in (("https://meet.example", "short"), ("http://meet.example", SECRET)):
        with pytest.raises(WrongValueError):
            JitsiEngine(base, "yehua", secret)
