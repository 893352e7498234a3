from __future__ import annotations

from app.services.performance.checks import FormSeverity, check
from app.services.performance.profiles import profile
from app.services.performance.sample import sample_self_evaluation
from app.services.performance.scoring import score


def test_the_sample_is_complete_and_scores_97() -> None:
    form = sample_self_evaluation()
    found = score(form, profile(form.profile))
    assert (str(found.weight), str(found.total), found.grade) == ("100", "97.00", "优")
    assert [line.index for line in found.lines if line.manual] == [6]


def test_the_sample_has_no_error() -> None:
    form = sample_self_evaluation()
    found = check(form, profile(form.profile))
    assert [one for one in found if one.severity is FormSeverity.ERROR] == []
    assert {one.code for one in found} == {"V7", "V11"}
