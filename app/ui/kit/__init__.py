"""The pieces all pages are made of. Import them from here: `from app.ui.kit import Card, button, row`.

`paint` how small things are painted (for delegates), `layout` rows and columns, `labels` what is read,
`buttons`, `menus`, `switches` what is on or off, `cards` grounds and cards that are buttons, `editors` text,
`fields`, `combo`, `dates`, `floating` the bar for ticked rows, `focus` the keyboard.
"""

from app.ui.kit.buttons import Button, button, choice, icon_button, link
from app.ui.kit.cards import ActionCard, Band, Card, CardButton, CountRow, EmptyState, NumberCard
from app.ui.kit.combo import SEPARATOR, Combo
from app.ui.kit.dates import DateField, parse_date
from app.ui.kit.editors import AutosaveLine, AutosaveText, Line, TextArea, is_composing, is_typing
from app.ui.kit.fields import AmountField, FieldRow, SearchField
from app.ui.kit.floating import FloatingBar
from app.ui.kit.focus import Regions, focus_stops, tab_order
from app.ui.kit.labels import (
    Avatar,
    Bar,
    Chip,
    ElidedLabel,
    Icon,
    KeyCap,
    Label,
    Mark,
    ProgressRing,
    Skeleton,
    caption,
    section,
    title,
)
from app.ui.kit.layout import column, frame, hline, holder, row, scroll_area, stacked, vline
from app.ui.kit.menus import Menu
from app.ui.kit.paint import chip_width, paint_chip
from app.ui.kit.switches import CheckBox, FilterChip, RadioButton, SegmentedSwitch, Switch

__all__ = [
    "SEPARATOR",
    "ActionCard",
    "AmountField",
    "AutosaveLine",
    "AutosaveText",
    "Avatar",
    "Band",
    "Bar",
    "Button",
    "Card",
    "CardButton",
    "CheckBox",
    "Chip",
    "Combo",
    "CountRow",
    "DateField",
    "ElidedLabel",
    "EmptyState",
    "FieldRow",
    "FilterChip",
    "FloatingBar",
    "Icon",
    "KeyCap",
    "Label",
    "Line",
    "Mark",
    "Menu",
    "NumberCard",
    "ProgressRing",
    "RadioButton",
    "Regions",
    "SearchField",
    "SegmentedSwitch",
    "Skeleton",
    "Switch",
    "TextArea",
    "button",
    "caption",
    "chip_width",
    "choice",
    "column",
    "focus_stops",
    "frame",
    "hline",
    "holder",
    "icon_button",
    "is_composing",
    "is_typing",
    "link",
    "paint_chip",
    "parse_date",
    "row",
    "scroll_area",
    "section",
    "stacked",
    "tab_order",
    "title",
    "vline",
]
