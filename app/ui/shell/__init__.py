"""The window around the pages: bars, tabs, start page, opening and closing files, undo, search, settings."""
