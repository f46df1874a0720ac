"""Stage Telegram: a stranger that speaks only HTTP, for tests and for the demo without a token.

It knows nothing of the house, and it does not prove everything: real clients draw otherwise, real limits are
Telegram's secret, and a webhook here may be plain http on any port until it is told to be as strict as Telegram.
"""

from simulator.process import run, started
from simulator.world import TOKEN, World

__all__ = ["TOKEN", "World", "run", "started"]
