"""The automatic checks: facts in, hits out. No words here: they stand in `resources/rules.toml`.

rule.py        what a check, a hit and a gap are; the case a check looks at
context.py     what may be known beside the report: register, other years, peers, files
arithmetic.py, supplements.py, documents.py, patterns.py, magnitude.py, register.py, parameters.py,
flows.py, formal.py   the checks
monthly.py     the checks of monthly evidence
plan.py        the checks of the data quality control plan
run.py         all of them over one report
words.py       the sentence of a hit

A new check: a function in one of the modules, its line in RULES, its entry in rules.toml.
"""

from app.services.rules import (
    arithmetic,
    documents,
    flows,
    formal,
    magnitude,
    monthly,
    parameters,
    patterns,
    plan,
    register,
    supplements,
)
from app.services.rules.context import CodeState, Context, Duplicate, Filed, Peers, Register, SharedFile
from app.services.rules.monthly import check_monthly
from app.services.rules.rule import Case, Gap, Hit, Rule
from app.services.rules.run import CheckResult, check
from app.services.rules.words import gap_sentence, label, sentence

RULES: tuple[Rule, ...] = (
    arithmetic.rows,
    arithmetic.sums,
    arithmetic.months,
    arithmetic.fuel_tables,
    supplements.heating_plant,
    supplements.sub_sums,
    documents.same_emission,
    documents.same_version,
    documents.change_without_nonconformity,
    documents.order_of_dates,
    patterns.twelve_months,
    patterns.copied_months,
    patterns.round_numbers,
    magnitude.magnitude_against_last_year,
    magnitude.units,
    magnitude.swing,
    register.duplicate_units,
    register.shared_files,
    patterns.out_of_season,
    patterns.out_of_line,
    register.category_and_size,
    flows.against_peers,
    flows.prices,
    parameters.electricity_factor,
    flows.resold,
    flows.green_power,
    flows.own_solar,
    flows.monthly_evidence,
    flows.per_head,
    register.credit_code,
    register.industry_code,
    register.district,
    flows.all_bills,
    documents.report_year,
    magnitude.level_shift,
    register.cover,
    register.name_of_the_list,
    register.contacts,
    flows.stock_balance,
    flows.electricity_balance,
    flows.heating_electricity,
    parameters.recommended_values,
    parameters.plausible,
    parameters.heat_factor,
    arithmetic.rounded_factor,
    supplements.property_areas,
    supplements.data_centres,
    supplements.heat_supply,
    supplements.power_balance,
    supplements.heat_ratio,
    supplements.clinker,
    documents.same_unit,
    documents.people_apart,
    documents.meters_are_valid,
    documents.change_is_explained,
    *formal.RULES,
    *plan.RULES,
    *monthly.RULES,
)

__all__ = [
    "RULES",
    "Case",
    "CheckResult",
    "CodeState",
    "Context",
    "Duplicate",
    "Filed",
    "Gap",
    "Hit",
    "Peers",
    "Register",
    "Rule",
    "SharedFile",
    "check",
    "check_monthly",
    "gap_sentence",
    "label",
    "sentence",
]
