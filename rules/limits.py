"""How often something may be done: a pace that refills, and a wait that grows with every failure.

Moments are seconds since 1970, so that both databases can add to them. A thing that is counted is one number:
until when its debt lasts (the generic cell rate algorithm, ITU-T I.371).
"""

import hmac
import ipaddress
import math
from dataclasses import dataclass
from hashlib import sha256

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


@dataclass(frozen=True, slots=True)
class Pace:
    """`burst` at once, and from then on `burst` within `seconds`."""

    burst: int
    seconds: float

    @property
    def each(self) -> float:
        """Seconds that one of them owes."""
        return self.seconds / self.burst

    def latest(self, at: float, wanted: int = 1) -> float:
        """How far a debt may reach and still leave room for `wanted`."""
        return at + self.each * (self.burst - wanted)

    def spent(self, debt: float, at: float) -> float | None:
        """The debt after one more; None where there is no room for it."""
        return max(debt, at) + self.each if debt <= self.latest(at) else None


@dataclass(frozen=True, slots=True)
class BackOff:
    """Some tries cost nothing; then every failure doubles the wait, up to the longest."""

    free: int
    first: float
    longest: float
    forgotten: float
    """Seconds of peace after which all is forgiven."""

    @property
    def waits(self) -> tuple[float, ...]:
        """Seconds to wait after the first failure, the second, …; the last stands for all that follow."""
        steps = math.ceil(math.log2(self.longest / self.first)) + 1
        growing = (min(self.first * 2**step, self.longest) for step in range(steps))
        return (*(0.0,) * self.free, *growing)


SIGN_IN_FROM = BackOff(free=10, first=15, longest=900, forgotten=HOUR)
"""From one address. An office of ten shares one, and a success is never counted."""
SIGN_IN_BY = BackOff(free=3, first=15, longest=900, forgotten=HOUR)
"""With one link, whoever tries it from wherever."""
WRONG_KEYS = Pace(60, MINUTE)
"""Keys and sessions that nobody holds, from one address."""
LINKS = Pace(5, 10 * MINUTE)
"""Sign-in links that one colleague asks the bot for."""
CHAT = Pace(20, MINUTE)
"""Messages of one chat."""
STRANGERS = Pace(3000, MINUTE)
"""Chats that nobody has seen before, all together: more than a rayon writes in its worst hour."""
OWN_DATA = Pace(1, HOUR)
"""The file with everything that is held about one person."""
TICKETS_A_DAY = 5
"""Of one person. More are taken like any other; the clerk is told."""


def name_of(kind: str, who: str, key: bytes) -> str:
    """What is kept of an address or a link: nothing that leads back without the key."""
    return f"{kind}:{hmac.new(key, who.encode(errors='replace'), sha256).hexdigest()[:32]}"


def household(address: str) -> str:
    """The part of an address that one customer of a provider cannot change at will: all of IPv4, /64 of IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
