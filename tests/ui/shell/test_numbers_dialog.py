"""文号 in the settings: what follows is shown at once; kept together or not at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from app.services.letters.numbers import Series, number_rules
from app.services.people import ensure_person
from app.ui.context import Context
from app.ui.shell.numbers_dialog import NumbersDialog
from app.ui.shell.settings_dialog import SettingsDialog
from tests.ui.review.queue_desk import too_small


@pytest.fixture
def window(shown: Callable[[QWidget], QWidget]) -> QWidget:
    made = QWidget()
    made.resize(1180, 640)
    return shown(made)


def opened(context: Context, window: QWidget) -> NumbersDialog:
    context.settings.update(name="王甲")
    with context.workspace.write("人员") as session:
        ensure_person(session, "李乙")
    settings = SettingsDialog(window, context)
    settings.open()
    settings.numbers_button.click()
    return settings.numbers_dialog


def test_every_line_shows_what_it_leads_to(context: Context, window: QWidget) -> None:
    dialog = opened(context, window)
    assert list(dialog.fields) == ["opinion", "correction", "questions", "王甲", "李乙"]
    assert dialog.shown["李乙"].text() == "碳审意李乙〔2025〕001号"
    dialog.fields["opinion"].setText("丰碳审")
    dialog.fields["李乙"].setText("乙")
    assert dialog.shown["opinion"].text() == "丰碳审〔2025〕001号"
    assert dialog.shown["李乙"].text() == "丰碳审乙〔2025〕001号"


def test_it_is_saved_as_one_action_and_undone_as_one(context: Context, window: QWidget) -> None:
    dialog = opened(context, window)
    dialog.fields["correction"].setText("丰碳补")
    dialog.fields["李乙"].setText("乙")
    dialog.confirm()
    assert not dialog.isVisible()
    with context.workspace.read() as session:
        rules = number_rules(session)
    assert (rules.heads[Series.CORRECTION], rules.marks["李乙"]) == ("丰碳补", "乙")
    assert "已保存文号规则" in context.shell.said[-1]  # type: ignore[attr-defined]


def test_a_mark_of_two_is_refused_at_its_field(context: Context, window: QWidget) -> None:
    dialog = opened(context, window)
    digest = context.workspace.digest()
    dialog.fields["李乙"].setText("")
    dialog.confirm()
    assert dialog.isVisible() and dialog.focusWidget() is dialog.fields["李乙"]
    assert "不带标记的文号已由王甲使用" in dialog.note.text()
    assert context.workspace.digest() == digest
    dialog.fields["李乙"].setText("乙")
    assert "已经给出的文号不变" in dialog.note.text()


def test_cancelling_keeps_nothing(context: Context, window: QWidget) -> None:
    dialog = opened(context, window)
    digest = context.workspace.digest()
    dialog.fields["opinion"].setText("改了")
    dialog.mark_clean()
    dialog.reject()
    assert context.workspace.digest() == digest


def test_without_a_file_there_is_nothing_to_set(context: Context, window: QWidget) -> None:
    context.use(None)
    assert not SettingsDialog(window, context).numbers_button.isEnabled()


def test_nothing_is_cut_in_the_smallest_window(context: Context, window: QWidget, each_theme: object) -> None:
    dialog = opened(context, window)
    settings = dialog.parentWidget()
    assert settings is not None
    assert [*too_small(dialog), *too_small(settings)] == []
