"""The look of the program: light, dark or the system's choice; palette, style sheet and colours follow from
it.

There is one `theme`. Painted widgets ask `theme.color("ink-2")` while they paint, so a change needs no
rebuilding; whoever keeps something made of colours (icons, charts, rich text) listens to `theme.changed`.
"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app.services.paths import data_folder, resource
from app.ui import fonts
from app.ui.tokens import DARK, LIGHT, ground_of

_SVG = re.compile(r"\{\{svg:([\w-]+):([\w-]+)\}\}")
_TOKEN = re.compile(r"\{\{([\w-]+)\}\}")
_STYLE_STROKE = 2.2

# Which token stands in which role, for everything that Qt paints by itself.
_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "ink",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "hover",
    QPalette.ColorRole.Text: "ink",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "ink",
    QPalette.ColorRole.BrightText: "bad",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Midlight: "hover",
    QPalette.ColorRole.Mid: "hairline",
    QPalette.ColorRole.Dark: "border",
    QPalette.ColorRole.Shadow: "ink-3",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on-accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.ToolTipBase: "ink",
    QPalette.ColorRole.ToolTipText: "surface",
    QPalette.ColorRole.PlaceholderText: "ink-2",
    QPalette.ColorRole.Accent: "accent",
}
_TEXT_ROLES = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)


class Mode(StrEnum):
    """What the person chose under 外观."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """The current colours. `changed` comes after palette and style sheet were replaced."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.mode = Mode.SYSTEM
        self.is_dark = False
        self.is_high_contrast = False
        self._values: dict[str, str] = {}
        self._colors: dict[str, QColor] = {}
        self._cache: Path | None = None
        self._watches_system = False

    def install(self, app: QApplication, mode: Mode = Mode.SYSTEM, cache: Path | None = None) -> None:
        """Dress the application; once, before the first window. `cache` takes the tinted files of the style
        sheet.
        """
        self._cache = cache or data_folder() / "cache" / "style"
        app.setStyle("Fusion")
        fonts.install(app)
        hints = app.styleHints()
        if not self._watches_system:
            hints.colorSchemeChanged.connect(self._on_system_changed)
            hints.accessibility().contrastPreferenceChanged.connect(self._on_system_changed)
            self._watches_system = True
        self.set_mode(mode)

    def set_mode(self, mode: Mode) -> None:
        """Change the look at once. Qt is told too, so that Windows paints the title bar alike."""
        self.mode = Mode(mode)
        hints = QApplication.styleHints()
        if self.mode is Mode.SYSTEM:
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark if self.mode is Mode.DARK else Qt.ColorScheme.Light)
        self._apply()

    def color(self, token: str) -> QColor:
        """The colour of a token. Shared: make a copy before changing it."""
        made = self._colors.get(token)
        if made is None:
            made = self._colors[token] = QColor(self.hex(token))
        return made

    def hex(self, token: str) -> str:
        """The colour of a token as text, for rich text and charts."""
        return (self._values or LIGHT)[token]

    def tone(self, tone: str) -> QColor:
        """The colour of texts and glyphs of a tone."""
        return self.color(tone)

    def ground(self, tone: str) -> QColor:
        """The quiet ground on which texts of a tone stand."""
        return self.color(ground_of(tone))

    @property
    def casts_shadows(self) -> bool:
        """Whether floating things have a shadow; in high contrast only their border is left."""
        return not self.is_high_contrast

    @Slot()
    def _on_system_changed(self) -> None:
        self._apply()

    def _apply(self) -> None:
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        hints = app.styleHints()
        self.is_high_contrast = (
            hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast
        )
        system_dark = hints.colorScheme() is Qt.ColorScheme.Dark
        self.is_dark = self.mode is Mode.DARK or (self.mode is Mode.SYSTEM and system_dark)
        if self.is_high_contrast:
            app.setPalette(QPalette())  # give the system's own colours back before reading them
            values = high_contrast(app.palette())
            self.is_dark = app.palette().color(QPalette.ColorRole.Window).lightness() < 128
        else:
            values = DARK if self.is_dark else LIGHT
        if values == self._values and app.styleSheet():
            return
        self._values = values
        self._colors.clear()
        app.setPalette(self._palette())
        app.setStyleSheet(self.style_sheet())
        self.changed.emit()

    def _palette(self) -> QPalette:
        palette = QPalette()
        for role, token in _ROLES.items():
            palette.setColor(role, self.color(token))
        for role in _TEXT_ROLES:
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("ink-3"))
        return palette

    def style_sheet(self) -> str:
        """`resources/style/app.qss` with its placeholders filled."""
        text = resource("style", "app.qss").read_text(encoding="utf-8")
        text = _SVG.sub(self._svg_file, text)
        return _TOKEN.sub(self._style_color, text)

    def _style_color(self, match: re.Match[str]) -> str:
        color = self.color(match[1])
        if color.alpha() == 255:
            return color.name()
        return f"rgba({color.red()},{color.green()},{color.blue()},{color.alpha()})"

    def _svg_file(self, match: re.Match[str]) -> str:
        """Style sheets cannot tint, so the tinted drawing is written to a file of its own."""
        name, color = match[1], self.color(match[2]).name()
        assert self._cache is not None, "install the theme before asking for its style sheet"
        path = self._cache / f"{name}-{color[1:]}.svg"
        if not path.exists():
            self._cache.mkdir(parents=True, exist_ok=True)
            source = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
            path.write_text(tinted(source, color, _STYLE_STROKE), encoding="utf-8")
        return f'"{path.as_posix()}"'


def tinted(svg: str, color: str, stroke: float) -> str:
    """A line drawing of the icon family in one colour and line width (in units of its 24 grid)."""
    return svg.replace("currentColor", color).replace('stroke-width="2"', f'stroke-width="{stroke}"')


def high_contrast(palette: QPalette) -> dict[str, str]:
    """Tokens made of the system's own colours: no tints, no tones; glyphs and words carry the meaning."""
    role = QPalette.ColorRole
    ground, ink = palette.color(role.Window).name(), palette.color(role.WindowText).name()
    mark, on_mark = palette.color(role.Highlight).name(), palette.color(role.HighlightedText).name()
    values = dict.fromkeys(LIGHT, ink)
    grounds = ("window", "surface", "raised", "desk", "hover", "veil", "pressed", "selected", "tint")
    values |= dict.fromkeys((*grounds, "seg-on", "toast-link"), ground)
    values |= {f"{tone}-tint": ground for tone in ("good", "warn", "bad", "info", "quiet")}
    values |= {"accent-hover": mark, "accent-pressed": mark, "accent": mark, "on-accent": on_mark}
    values |= {"scrim": LIGHT["scrim"], "shadow": LIGHT["shadow"], "chart-hatch": ground}
    return values


theme = Theme()
