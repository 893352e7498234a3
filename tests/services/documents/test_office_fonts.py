from app.services.documents.office_fonts import DEFAULT_FONTS, missing_fonts


def test_nothing_is_missing_where_all_are_there_under_any_name() -> None:
    names = {"FZXiaoBiaoSong-B05S", "FangSong", "simhei", "KaiTi", "@SimSun", "Times New Roman"}
    assert missing_fonts(names) == ()
    assert missing_fonts(set(DEFAULT_FONTS)) == ()


def test_an_ordinary_windows_lacks_only_the_title_font() -> None:
    windows = {"宋体", "黑体", "仿宋", "楷体", "微软雅黑", "Times New Roman", "STZhongsong"}
    (missing,) = missing_fonts(windows)
    assert (missing.name, missing.substitute) == ("方正小标宋简体", "华文中宋")
    assert "将显示为“华文中宋”" in missing.sentence


def test_substitutes_follow_the_order_of_the_guide() -> None:
    found = {m.name: m.substitute for m in missing_fonts({"SimSun", "FangSong_GB2312"})}
    assert found == {
        "方正小标宋简体": "宋体",
        "仿宋": "仿宋_GB2312",
        "黑体": "宋体",
        "楷体": "宋体",
        "Times New Roman": "宋体",
    }


def test_an_unknown_font_is_left_to_word() -> None:
    (missing,) = missing_fonts(set(), ["某某体", "某某体"])
    assert missing.substitute == ""
    assert "由 Word 自行替换" in missing.sentence
