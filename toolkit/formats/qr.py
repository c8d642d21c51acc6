"""QR codes as pictures."""

import io

import segno

_SCALE, _BORDER = 8, 2


def qr_png(text: str) -> bytes:
    """Return `text` as a QR code in a PNG file, which stays readable with a fifteenth of it soiled."""
    picture = io.BytesIO()
    segno.make(text, error="m", micro=False).save(picture, kind="png", scale=_SCALE, border=_BORDER)
    return picture.getvalue()
