"""A printed page as an eye meets it: pixels, the ink of each word, and what a camera reads."""

from dataclasses import dataclass
from functools import cached_property

import pypdfium2
import zxingcpp
from PIL import Image

POINTS_PER_MM = 72 / 25.4
SHARP = 3.0
"""Pixels a point."""


@dataclass(frozen=True)
class Box:
    """Of ink, in points; y grows upwards."""

    left: float
    bottom: float
    right: float
    top: float
    words: str = ""

    def meets(self, other: "Box") -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        upright = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across > 0 and upright > 0


class Paper:
    """One page. Raises where there are more."""

    def __init__(self, pdf: bytes) -> None:
        (self._page,) = pypdfium2.PdfDocument(pdf)
        self.width, self.height = self._page.get_size()

    @cached_property
    def picture(self) -> Image.Image:
        return self._page.render(scale=SHARP).to_pil().convert("L")

    @cached_property
    def words(self) -> list[Box]:
        text = self._page.get_textpage()
        rects = [text.get_rect(number) for number in range(text.count_rects())]
        return [Box(*rect, text.get_text_bounded(*rect).strip()) for rect in rects]

    @property
    def text(self) -> str:
        return " ".join(self._page.get_textpage().get_text_range().split())

    @property
    def links(self) -> list[str]:
        return [code.text for code in zxingcpp.read_barcodes(self.picture)]

    @property
    def code_box(self) -> Box:
        (code,) = zxingcpp.read_barcodes(self.picture)
        corners = code.position.top_left, code.position.bottom_right
        (left, top), (right, bottom) = ((at.x / SHARP, self.height - at.y / SHARP) for at in corners)
        return Box(left, bottom, right, top)

    def pixels(self, box: Box) -> tuple[int, int, int, int]:
        left, right = int(box.left * SHARP), int(box.right * SHARP) + 1
        return left, int((self.height - box.top) * SHARP), right, int((self.height - box.bottom) * SHARP) + 1

    def dark(self, box: Box) -> int:
        """How many pixels of a box are printed."""
        return sum(self.picture.crop(self.pixels(box)).histogram()[:128])

    def is_blank_within(self, mm: float) -> bool:
        """Whether nothing is printed so near the paper's edge."""
        edge = int(mm * POINTS_PER_MM * SHARP)
        inner = Image.new("L", (self.picture.width - 2 * edge, self.picture.height - 2 * edge), 255)
        page = self.picture.copy()
        page.paste(inner, (edge, edge))
        return page.getextrema() == (255, 255)
