"""Tables: `Column` says what a column shows, `RowsModel` holds, filters and sorts the rows, `TableView` shows
them.

```
model = RowsModel(COLUMNS, key=unit_key, haystack=unit_words, checkable=True)
table = TableView(model)
table.current_changed.connect(self._on_unit)      # a row, or None
model.set_rows(units.unit_rows(session))
model.set_filter("热力", accept=self._matches_chips)
```
"""

from app.ui.table.chooser import columns_button
from app.ui.table.columns import Column
from app.ui.table.model import ROW_ROLE, RowsModel
from app.ui.table.view import TableView

__all__ = ["ROW_ROLE", "Column", "RowsModel", "TableView", "columns_button"]
