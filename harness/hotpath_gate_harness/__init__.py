"""What goes into a measured process: it finds benchmarks and runs batches of them when it is told to.

Standard library only, Python 3.9 and later, and as few imports as can be before they are needed: a block
starts two of these processes, and their start is time in which nothing is measured.
"""
