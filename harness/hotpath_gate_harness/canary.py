"""The A/A benchmark that is the same on both sides: what differs in it is the machine's doing."""


class _Account:
    __slots__ = ("balance", "entries")

    def __init__(self):
        self.balance = 0
        self.entries = []

    def post(self, amount):
        self.balance += amount
        self.entries.append(amount)


_LINES = tuple(f"key{number % 7}={number * 37 % 101}" for number in range(64))


def mixed_work():
    """20 to 50 microseconds of what Python programs do: split, look up, compute, set attributes, allocate."""
    account = _Account()
    totals = {}
    for line in _LINES:
        key, _, value = line.partition("=")
        amount = int(value) * 3 % 17
        totals[key] = totals.get(key, 0) + amount
        account.post(amount)
    return sorted(totals.items()), account.balance, ",".join([str(entry) for entry in account.entries])
