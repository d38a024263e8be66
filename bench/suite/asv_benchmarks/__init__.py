"""asv wants a package of its own."""
