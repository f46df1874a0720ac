"""What is kept about a person: told, shown as a file, erased. Its buttons stay good for ever, and for nobody too."""

from bot.steps import Act, Memory, Said, Turn, do, tell

ROOM = "d"
ERASED = "erased"
"""The last thing said."""
COMMANDS = {"my_data": "own_data", "delete_me": "ask_erasure"}


def commanded(memory: Memory, said: Said) -> Turn | None:
    """None when the command is somebody else's."""
    if said.command == "privacy":
        return tell(memory, "privacy")
    return do(memory, COMMANDS[said.command]) if said.command in COMMANDS else None


def pressed(memory: Memory, said: Said) -> Turn:
    assert said.button is not None
    match said.button.action:
        case "data":
            return do(memory, "own_data")
        case "delete":
            return do(memory, "ask_erasure")
        case "erase":
            act = Act("erase", {"asked_at": said.button.key})
            return Turn(memory, (), (act,), farewell=True)
        case "keep":
            return tell(memory, "nothing_erased", in_place=True)
    return tell(memory, "old_button")


def is_of_nobody(said: object) -> bool:
    """What somebody we know nothing of cannot mean: an edit, a goodbye, one more tap on what was erased."""
    if not isinstance(said, Said):
        return False
    return said.edited or said.left or (said.button is not None and said.button.room == ROOM)
