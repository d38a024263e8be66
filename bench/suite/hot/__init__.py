"""The code under test of the evidence laboratory: fifty hot paths whose slowdown is set from outside."""
