"""What the user sees. Pages read frozen rows, write through Jobs and listen to the hub.

The kit, from the ground up: `tokens` and `fonts` (colours, type), `theme` (palette, style sheet, mode),
`icons`, `looks` (state -> glyph and tone), `kit` (controls), `table` (rows with header, filter, sort),
`popover`, `dialog`, `messages` and `files` (the two doors), `toast`, `progress_strip`, `tabbar`,
`shell_parts`.
Pages use the kit; the kit knows no page. `docs/gallery.py` shows all of it.
"""
