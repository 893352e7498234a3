"""设置 › 快捷键: keys are changed by pressing, doubles refused by name, and the review follows at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.models.enums import Verdict
from app.services.settings import SettingsStore
from app.ui.context import Context
from app.ui.keys import _FREE, ACTIONS, KeyMap, defaults, key_map, name_of, objection, stored
from app.ui.shell.keys import KeysDialog
from app.ui.shell.settings_dialog import KEYS, SettingsDialog
from tests.ui.review.desk import CTRL, SHIFT, Bench
from tests.ui.review.queue_desk import too_small

Show = Callable[[QWidget], QWidget]
K = Qt.Key


@pytest.fixture(autouse=True)
def _default_keys() -> Iterator[None]:
    yield
    key_map.use({})


@pytest.fixture
def bench(context: Context, shown: Show) -> Bench:
    context.settings.update(name="王甲")
    return Bench(context, shown).open()


def dialog_of(bench: Bench) -> SettingsDialog:
    dialog = SettingsDialog(bench.window, bench.context)
    dialog.open()
    dialog.show_page(KEYS)
    return dialog


def change(
    dialog: SettingsDialog, name: str, key: Qt.Key, modifiers: Qt.KeyboardModifier | None = None
) -> str:
    """By keyboard alone: Enter on the key, then the new one. Returns what is said."""
    made = dialog.keys_page.buttons[name]
    made.setFocus()
    QTest.keyClick(made, K.Key_Return)
    assert made.is_waiting and made.words == "请按新的键…"
    QTest.keyClick(made, key, modifiers or Qt.KeyboardModifier.NoModifier)
    assert not made.is_waiting
    return dialog.keys_page.said.text()


def caps(bench: Bench) -> str:
    """What the overlay says."""
    groups = bench.bench.keys()
    return " ".join(f"{key} {words}" for _, lines in groups for key, words in lines)


def test_a_key_is_changed_by_pressing_and_used_at_once(bench: Bench) -> None:
    dialog = dialog_of(bench)
    assert "保存后生效" in change(dialog, "yes", K.Key_S)
    assert "保存后生效" in change(dialog, "evidence", K.Key_Y), "the key that was let go is free"
    assert too_small(dialog.keys_page) == []
    dialog.confirm()
    assert bench.context.settings.value.keys == {"yes": "S", "evidence": "Y"}
    bench.press(K.Key_S)
    assert bench.verdict("ER-01") is Verdict.YES and bench.code == "ER-02"
    bench.press(K.Key_Y)
    assert bench.verdict("ER-02") is None and bench.bench.deeds.dialog is not None
    bench.bench.deeds.dialog.reject()
    assert bench.bench.card.verdicts[Verdict.YES]._key == "S"
    assert "S 判“是”，转到下一未判定" in caps(bench) and "Y 取证" in caps(bench)


def test_it_is_kept_at_this_computer_and_not_in_the_file(
    bench: Bench, tmp_path_factory: pytest.TempPathFactory
) -> None:
    before = bench.context.workspace.digest()
    dialog = dialog_of(bench)
    change(dialog, "no", K.Key_X)
    dialog.confirm()
    assert bench.context.workspace.digest() == before
    again = SettingsStore(bench.context.settings._path.parent)
    assert again.value.keys == {"no": "X"}


@pytest.mark.parametrize(
    ("key", "modifiers", "words"),
    [
        (K.Key_E, None, "“E”已用于“取证”"),
        (K.Key_1, None, "“1”已用于“确认为问题”"),
        (K.Key_Return, None, "“Enter”固定用于“填写答案或备注”"),
        (K.Key_Space, None, "固定用于“原文翻屏”"),
        (K.Key_Tab, None, "固定用于“移到下一处”"),
        (K.Key_0, None, "固定用于“缩放原文”"),
        (K.Key_F5, None, "请用字母、数字或标点键"),
        (K.Key_X, CTRL, "请只按一个键"),
        (K.Key_X, SHIFT, "请只按一个键"),
    ],
)
def test_what_does_something_else_is_refused_by_name(
    bench: Bench, key: Qt.Key, modifiers: Qt.KeyboardModifier | None, words: str
) -> None:
    dialog = dialog_of(bench)
    assert words in change(dialog, "yes", key, modifiers)
    assert dialog.keys_page.chosen == defaults() and dialog.isVisible()
    assert dialog.keys_page.buttons["yes"].words == "Y"
    dialog.reject()


def test_esc_and_leaving_only_end_the_waiting(bench: Bench) -> None:
    dialog = dialog_of(bench)
    change(dialog, "yes", K.Key_Escape)
    assert dialog.isVisible() and dialog.keys_page.chosen == defaults()
    made = dialog.keys_page.buttons["no"]
    made.click()
    dialog.keys_page.buttons["yes"].setFocus()
    made._wait(False)
    assert made.words == "N"


def test_what_is_cancelled_changes_nothing(bench: Bench) -> None:
    dialog = dialog_of(bench)
    change(dialog, "yes", K.Key_S)
    dialog.reject()
    assert key_map.cap("yes") == "Y" and bench.context.settings.value.keys == {}


def test_the_keys_from_the_start_come_back(bench: Bench) -> None:
    bench.context.settings.update(keys={"yes": "S", "previous": "I"})
    key_map.use(bench.context.settings.value.keys)
    dialog = dialog_of(bench)
    assert dialog.keys_page.buttons["yes"].words == "S" and dialog.keys_page.reset.isEnabled()
    dialog.keys_page.reset.click()
    assert not dialog.keys_page.reset.isEnabled()
    dialog.confirm()
    assert bench.context.settings.value.keys == {} and key_map.chosen == defaults()


def test_a_missing_name_leads_back_to_the_first_page(bench: Bench) -> None:
    dialog = dialog_of(bench)
    dialog.name.setText("")
    dialog.confirm()
    assert dialog.isVisible() and dialog.pages.current == "general" and dialog.name.isVisible()


def test_the_overlay_shows_them_and_leads_to_the_settings(bench: Bench) -> None:
    key_map.use({"yes": "S"})
    wanted: list[bool] = []
    dialog = KeysDialog(bench.window, bench.bench.keys(), lambda: wanted.append(True))
    dialog.open()
    assert too_small(dialog) == []
    dialog.change.click()
    assert wanted == [True] and not dialog.isVisible()


@pytest.mark.parametrize(
    "given_keys", [{"yes": "N"}, {"yes": "Ctrl+K"}, {"yes": 7}, {"nothing": "S"}, {"no": ""}]
)
def test_settings_that_cannot_be_are_as_from_the_start(given_keys: dict[str, object]) -> None:
    made = KeyMap()
    made.use(given_keys)
    assert made.chosen == defaults()


names = [action.name for group in ACTIONS.values() for action in group]


@given(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(_FREE)), max_size=30))
def test_whatever_is_chosen_each_key_does_one_thing_and_is_read_back(
    changes: list[tuple[str, Qt.Key]],
) -> None:
    chosen = defaults()
    for name, key in changes:
        if not objection(name, key, Qt.KeyboardModifier.NoModifier, chosen):
            chosen[name] = key
    assert len(set(chosen.values())) == len(chosen)
    made = KeyMap()
    made.use(stored(chosen))
    assert made.chosen == chosen
    for name, key in chosen.items():
        assert made.action(key) == name and made.cap(name) == name_of(key) != ""
