"""A small shop with three hot paths: parsing orders, routing requests, scoring customers."""
