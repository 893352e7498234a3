"""Units and the lists they come from: reading a list, checking codes, comparing with what is known.

The road of an import: `sheets.read_tables`, `tables.find_tables`, `tables.guess_mapping`, `plan.plan_import`,
ticks and decisions, `ImportPlan.accepted`. All of it is pure; only what takes `accepted` writes.
"""
