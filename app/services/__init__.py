"""What the program does, without a window.

The road: list -> units -> report -> items -> findings -> opinion -> counted performance.
"""
