from __future__ import annotations

from datetime import datetime
from pathlib import Path

from app.services.settings import Settings, SettingsStore

NOW = datetime(2025, 3, 19, 14, 2)


def test_settings_come_back(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path)
    store.save(
        Settings(name="王甲", layouts={"units": {"widths": [1, 2]}}).with_recent(
            Path("/a.crd"), "王甲", "本机", NOW
        )
    )
    again = SettingsStore(tmp_path).value
    assert again == store.value
    assert again.is_introduced


def test_a_value_that_cannot_be_read_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text(
        '{"name": "王甲", "appearance": 7, "recent": [{"x": 1}, 3]}', "utf-8"
    )
    value = SettingsStore(tmp_path).value
    assert (value.name, value.appearance, value.recent) == ("王甲", "system", ())


def test_a_broken_file_is_a_first_start(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text("{", "utf-8")
    assert not SettingsStore(tmp_path).value.is_introduced


def test_recent_files_are_few_and_pinned_ones_stay_on_top() -> None:
    value = Settings()
    for number in range(20):
        value = value.with_recent(Path(f"/{number}.crd"), "王甲", "本机", NOW)
    assert len(value.recent) == 12
    assert value.recent[0].path.endswith("19.crd")
    again = value.with_recent(Path("/15.crd"), "王甲", "本机", NOW)
    assert [r.path for r in again.recent].count(value.recent[4].path) == 1


def test_a_place_that_cannot_be_written_does_not_stop_the_work(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path)
    (tmp_path / "settings.json").mkdir()
    store.update(name="王甲")
    assert store.value.name == "王甲"
