"""The table of moves as contract.md has it, read independently of rules/lifecycle.py."""

from rules.lifecycle import Move, Role, Status

TABLE = """
| move     | from                                        | to          | who                      |
| file     | -                                           | filed       | citizen clerk dispatcher client |
| add      | filed in_progress resolved                  | same        | citizen                  |
| add      | waiting                                     | in_progress | citizen                  |
| take     | filed in_progress                           | in_progress | clerk                    |
| assign   | filed in_progress                           | in_progress | head                     |
| answer   | filed in_progress waiting                   | in_progress | clerk provider           |
| ask      | filed in_progress                           | waiting     | clerk                    |
| transfer | filed in_progress waiting                   | filed       | clerk dispatcher         |
| extend   | filed in_progress waiting                   | same        | clerk                    |
| resolve  | filed in_progress waiting                   | resolved    | clerk                    |
| decline  | filed in_progress waiting                   | resolved    | clerk                    |
| confirm  | resolved                                    | closed      | citizen                  |
| reopen   | resolved closed                             | in_progress | citizen head             |
| expire   | resolved                                    | closed      | clock                    |
| resume   | waiting                                     | in_progress | clock                    |
| withdraw | filed in_progress waiting                   | closed      | citizen                  |
| note     | filed in_progress waiting resolved closed   | same        | clerk dispatcher         |
| join     | filed in_progress waiting                   | same        | citizen                  |
| leave    | filed in_progress waiting resolved closed   | same        | citizen                  |
| register | filed in_progress waiting                   | same        | clerk dispatcher provider |
| to_appeal | filed in_progress                          | same        | citizen                  |
| to_appeal | waiting                                    | in_progress | citizen                  |
| to_feedback | filed in_progress                        | same        | citizen                  |
"""
OF_THE_OFFICE = {Role.CLERK, Role.HEAD}
ALWAYS_ALSO = {Role.HEAD, Role.ADMIN}

Law = dict[tuple[Status | None, Move], tuple[frozenset[Role], Status]]


def written_law() -> Law:
    law: Law = {}
    for line in TABLE.strip().splitlines()[1:]:
        move, froms, to, who = (cell.split() for cell in line.strip("|").split("|"))
        roles = {Role(word) for word in who}
        if roles & OF_THE_OFFICE:
            roles |= ALWAYS_ALSO
        for before in froms:
            status = None if before == "-" else Status(before)
            after = status if to == ["same"] else Status(to[0])
            assert after is not None
            law[status, Move(move[0])] = (frozenset(roles), after)
    return law


OF_THE_APPEAL = {Move.REGISTER, Move.TO_FEEDBACK}
"""Moves that only an official appeal knows, and only until it is registered."""
LAW = written_law()
