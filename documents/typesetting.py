"""From a layout and plain data to a PDF that screen readers can read too (PDF/UA-1)."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FONTS = HERE / "fonts"


def typeset(layout: str, data: dict[str, Any], *, at: datetime) -> bytes:
    """The data reach the layout as JSON: a text in them is set as it stands and can never become code.

    Only the fonts that are shipped are used, so a page looks the same on every machine. The same data at the
    same moment give the same bytes.
    """
    import typst  # 40 MB of library, needed by whoever prints and nobody else

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    compiler = typst.Compiler(
        HERE / "layouts" / f"{layout}.typ",
        root=HERE,
        font_paths=fonts,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    printed = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=at.replace(microsecond=0))
    assert isinstance(printed, bytes)
    return printed
