"""Figures of a performance table that the program counts itself 自动统计 (performance_forms §6).

`app.services.measures` says what can be counted. `facts` (`project_facts`) reads what there is once;
`reviews` and `records` hold one pure function for each measure, facts in, `tally` out; `figures` runs them
and writes the figure as the value grammar reads it; `propose` guesses the measure from the words of an
indicator. `bindings` keeps which indicator counts what, `filing` freezes the figures when a table is handed
in and says what moved since.
"""
