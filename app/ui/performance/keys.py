"""The keys of the tab, as the list of keys shows them."""

from __future__ import annotations

KEYS = (
    ("Enter / Shift+Enter", "记下，到下一行 / 上一行"),
    ("Tab / Shift+Tab", "记下，到右边 / 左边一格"),
    ("F2", "修改这一格；在得分上打开评分说明"),
    ("Esc", "放弃这一格的修改"),
    ("Alt+Enter", "格内换行"),
    ("Ctrl+D", "照抄上一行的这一格"),
    ("Ctrl+V", "粘贴一格，或从 Excel 复制的多行多列"),
    ("Delete", "清空这一格"),
    ("H", "看自动统计的数怎么来的（在实际完成值上）"),
)
ROW_KEYS = (
    ("Ctrl+Enter", "在下方新增一行（同组）"),
    ("Alt+↑ / Alt+↓", "在组内移动这一行"),
    ("Ctrl+Delete", "删除这一行"),
)
