"""How much slower than base this side is meant to be, in percent. Head's copy is written by the laboratory."""

PERCENT = 0
