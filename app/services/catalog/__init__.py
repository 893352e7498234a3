"""Everything regulatory the program knows, kept as data in `resources/`, read and checked once at start."""
