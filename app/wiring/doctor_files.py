"""Can what citizens send be kept?"""

from collections.abc import Iterator

from app.wiring.finding import Finding, Look
from app.wiring.house import House
from db.files.storage import StorageAway


def _files(house: House) -> Iterator[Finding]:
    where = house.settings.files or str(house.settings.data_dir / "files")
    try:
        house.files.check()
    except StorageAway as error:
        said = f"nothing can be written to {where} ({error}); look at DOBUSH_FILES and at the space left"
        yield Finding("files", False, said)
        return
    yield Finding("files", True, f"can be written to {where}")


LOOKS: tuple[Look, ...] = (_files,)
