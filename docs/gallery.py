"""Every piece of the kit on a few windows, in both themes, as pictures to look at.

    python docs/gallery.py FOLDER [--fonts FOLDER] [--check]

`--check` saves nothing and reports widgets that are smaller than they need to be. For other scales set
QT_SCALE_FACTOR.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", f"offscreen:configfile={Path(__file__).with_name('offscreen.json')}")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gallery_pieces import fields, pieces
from gallery_windows import (
    confirm_dialog,
    error_dialog,
    finding_dialog,
    history_popover,
    line_dialog,
    losing_dialog,
    shell,
)
from measuring import too_small
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from app.ui import fonts, icons
from app.ui.dialog import Dialog
from app.ui.kit import (
    Combo,
    DateField,
    FloatingBar,
    Icon,
    Label,
    button,
    caption,
    vline,
)
from app.ui.kit.dates import CalendarPopup
from app.ui.table.chooser import ColumnChooser
from app.ui.theme import Mode, theme
from app.ui.toast import Toaster


def compose(base: QWidget, *over: QWidget) -> QPixmap:
    """A picture of a window with the windows that stand over it."""
    picture = base.grab()
    painter = QPainter(picture)
    for one in over:
        painter.drawPixmap(one.mapToGlobal(QPoint(0, 0)) - base.mapToGlobal(QPoint(0, 0)), one.grab())
    painter.end()
    return picture


def scenes() -> Iterator[tuple[str, QWidget, Callable[[QWidget], list[QWidget]]]]:
    """Name, window, and what opens the things that stand over it."""

    def nothing(base: QWidget) -> list[QWidget]:
        return []

    def toast(base: QWidget) -> list[QWidget]:
        Toaster(base.page).show("已撤销：把 3 家单位分派给李乙", "重做", "Ctrl Y", icon="arrow-back-up")  # type: ignore[attr-defined]
        base.table.setFocus(Qt.FocusReason.TabFocusReason)  # type: ignore[attr-defined]
        return []

    def bulk(base: QWidget) -> list[QWidget]:
        page = base.page  # type: ignore[attr-defined]
        FloatingBar(
            page,
            Icon("square-check", "accent", 16),
            4,
            Label("已选 3 家", "strong"),
            caption("共 136,321.06 tCO₂"),
            4,
            vline(18),
            button("分派…", "bar", "user-plus"),
            button("改类别…", "bar", "tag"),
            button("导出所选", "bar", "download"),
            vline(18),
            button("取消选择", "bar", key="Esc"),
        ).set_open(True)
        return []

    def popover(base: QWidget) -> list[QWidget]:
        history_popover().open_at(base.search)  # type: ignore[attr-defined]
        return []

    def chooser(base: QWidget) -> list[QWidget]:
        ColumnChooser(base.table).open_at(base.table.heads)  # type: ignore[attr-defined]
        return []

    def menu(base: QWidget) -> list[QWidget]:
        button = base.top.file_button  # type: ignore[attr-defined]
        made = button.menu()
        made.popup(button.mapToGlobal(QPoint(0, button.height())))
        made.setActiveAction(made.actions()[1])
        return [made]

    def dialog(make: Callable[[QWidget], Dialog]) -> Callable[[QWidget], list[QWidget]]:
        def opened(base: QWidget) -> list[QWidget]:
            made = make(base)
            made.show()
            return [made]

        return opened

    def popups(base: QWidget) -> list[QWidget]:
        combo = base.findChildren(Combo)[0]
        combo.showPopup()
        calendar = CalendarPopup(base, date(2025, 4, 25))
        calendar.open_below(base.findChildren(DateField)[0])
        return [combo.view().window(), calendar]

    yield "shell", shell(), toast
    yield "shell-narrow", shell(1180, 640), nothing
    yield "shell-wide", shell(1920, 1000), nothing
    yield "bulk", shell(), bulk
    yield "popover", shell(), popover
    yield "chooser", shell(), chooser
    yield "menu", shell(), menu
    yield "pieces", pieces(), nothing
    yield "fields", fields(), nothing
    yield "popups", fields(), popups
    for name, make in (
        ("error", error_dialog),
        ("finding", finding_dialog),
        ("losing", losing_dialog),
        ("confirm", confirm_dialog),
        ("line", line_dialog),
    ):
        yield f"dialog-{name}", shell(), dialog(make)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fonts", type=Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    app = QApplication([])
    fonts.load(options.fonts)
    complaints: list[str] = []
    with tempfile.TemporaryDirectory() as cache:
        for mode in (Mode.LIGHT,) if options.check else (Mode.LIGHT, Mode.DARK):
            theme.install(app, mode, Path(cache))
            for name, base, opener in scenes():
                if options.only and not name.startswith(options.only):
                    continue
                base.setWindowIcon(icons.app_icon())
                base.show()
                over = opener(base)
                app.processEvents()
                if options.check:
                    complaints += [f"{name}: {one}" for root in (base, *over) for one in too_small(root)]
                else:
                    options.folder.mkdir(parents=True, exist_ok=True)
                    compose(base, *over).save(str(options.folder / f"{name}-{mode.value}.png"))
                for one in (*over, base):
                    one.close()
                    one.deleteLater()
                app.processEvents()
                gc.collect()
    print("\n".join(complaints) or "ok")
    return bool(complaints)


if __name__ == "__main__":
    sys.exit(main())
