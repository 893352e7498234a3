"""The card of one chart: title, what it counts, a menu, and the chart or why there is none."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.services.statistics.figures import Bar, Chart
from app.ui.context import Context
from app.ui.kit import Card, Label, Menu, column, holder, icon_button, paint
from app.ui.statistics.chart_view import ChartView

# What fills a chart that has nothing to show, by its key.
EMPTY = {
    "progress": ("还没有数据", "名录里有了这一年的单位，这里就按类别显示进度。"),
    "weeks": ("还没有数据", "报告定了审核截止日期，或有报告通过以后，这里按周累计。"),
    "people": ("还没有数据", "把报告分派给负责人以后，这里显示每个人的进度。"),
    "findings": ("没有未关闭的问题", "审核中记下的问题，在关闭之前都列在这里。"),
    "industries": ("还没有数据", "接收了排放报告并填写排放量以后，这里按行业合计。"),
    "largest": ("还没有数据", "接收了排放报告并填写排放量以后，这里列出前十家。"),
}


class ChartCard(Card):
    """A chart with its title and its menu. The view inside takes the focus, the card shows the ring."""

    opened = Signal(str, object)  # key of the chart, the Bar
    export_wanted = Signal(str, str)  # key of the chart, `png`, `svg` or `xlsx`
    copied = Signal(object)  # the Chart

    def __init__(self, context: Context, key: str, heading: str) -> None:
        more = icon_button("dots", f"{heading}：导出与复制")
        super().__init__(heading, " ", more, margins=(16, 8, 12, 10), gap=4)
        self.key = key
        self.more_button = more
        self.body.setAlignment(Qt.AlignmentFlag(0))
        self.view = ChartView(context)
        self.view.setAccessibleName(heading)
        words, sentence = EMPTY[key]
        self._why = Label(sentence, "muted", wrap=True)
        self._why.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        head = Label(words, "strong")
        head.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.nothing = holder(column(None, head, self._why, None, gap=4, margins=(24, 0, 24, 8)))
        place = QWidget()
        self._stack = QStackedLayout(place)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.nothing)
        self.add(place, 1)
        self.more_button.clicked.connect(self._on_more)
        self.view.opened.connect(self._on_opened)
        self.view.copied.connect(self.copied)
        self.view.focus_changed.connect(self.update)

    def set_chart(self, chart: Chart) -> None:
        """Show a chart, or why it is empty."""
        self.note.setText(chart.caption)
        self._stack.setCurrentWidget(self.nothing if chart.is_empty else self.view)
        self.more_button.setEnabled(not chart.is_empty)
        self.view.set_chart(chart)

    @Slot(object)
    def _on_opened(self, bar: Bar) -> None:
        self.opened.emit(self.key, bar)

    @Slot()
    def _on_more(self) -> None:
        menu = self.make_menu()
        menu.popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))

    def make_menu(self) -> Menu:
        """What can be done with this chart."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.add("导出 PNG 图片…", self._on_png, "photo")
        menu.add("导出 SVG 图片…", self._on_svg, "photo")
        menu.add("导出 Excel 数据…", self._on_excel, "file-spreadsheet")
        menu.addSeparator()
        menu.add("复制数字", self.view.copy, "copy", "Ctrl+C")
        return menu

    @Slot()
    def _on_png(self) -> None:
        self.export_wanted.emit(self.key, "png")

    @Slot()
    def _on_svg(self) -> None:
        self.export_wanted.emit(self.key, "svg")

    @Slot()
    def _on_excel(self) -> None:
        self.export_wanted.emit(self.key, "xlsx")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it, with the ring while the chart has the focus."""
        super().paintEvent(event)
        if self.view.hasFocus():
            with QPainter(self) as painter:
                paint.focus_ring(painter, QRectF(self.rect()), paint.CARD_RADIUS)
