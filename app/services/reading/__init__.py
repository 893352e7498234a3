"""Received reports made readable: what kind a file is, its text and tables, where a quotation stands in it.

Nothing here knows how a page is drawn. Files are untrusted: bytes decide, limits come first, nothing in a
file is run, no link is followed.
"""
