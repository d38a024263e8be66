"""The seeded heap perturbation at start.

With address randomisation off, the same code always meets the same heap, and a harmless edit that shifts it
can look like a change of several percent in every block. So each block starts from a heap of its own, and
both of its processes from the same one: everything here depends on the seed alone.
"""

_kept = []

KINDS = (
    lambda size: bytes(size),
    lambda size: "x" * size,
    lambda size: [None] * (size // 8),
    lambda size: dict.fromkeys(range(size // 32)),
)


def draws(seed):
    """What is allocated, in order: kind (index into KINDS), size in bytes, and whether it stays."""
    # A linear congruential generator (Knuth's MMIX constants); the random module takes longer to import than
    # all of this takes to run.
    state = (seed * 2 + 1) & 0xFFFFFFFFFFFFFFFF

    def below(bound):
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        return (state >> 33) % bound

    for _ in range(4):
        below(1)
    for _ in range(500 + below(2000)):
        kind = below(len(KINDS))
        # Log-uniform from 16 bytes to 8 KiB: small sizes have allocator classes of their own, large ones share.
        octave = 16 << below(9)
        yield kind, octave + below(octave), below(5) < 3


def perturb(seed):
    """Allocates all, then frees a part, which leaves holes; the rest stays for the life of the process."""
    plan = list(draws(seed))
    objects = [KINDS[kind](size) for kind, size, _ in plan]
    for index, (_, _, stays) in enumerate(plan):
        if not stays:
            objects[index] = None
    _kept.append(objects)
