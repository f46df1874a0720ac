"""QR codes as pictures."""

import io

QUIET_ZONE = 4
"""Modules of white around the code, as ISO/IEC 18004 asks; a phone finds the code by it."""


def qr_code(text: str) -> str:
    """SVG. A quarter of it may be torn off or wet, and it is still read (level Q)."""
    import segno

    drawn = io.BytesIO()
    segno.make_qr(text, error="q").save(drawn, kind="svg", border=QUIET_ZONE, xmldecl=False, omitsize=True)
    return drawn.getvalue().decode()
