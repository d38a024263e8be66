"""One benchmark a hot path, for the suite `functions`."""

from hot.cases import CASES

globals().update({f"bench_{name}": case for name, case in CASES.items()})
