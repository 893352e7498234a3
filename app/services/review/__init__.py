"""A report in review: received, answered item by item, findings, conclusion.

cases.py     the queue: one line per unit and document kind
queue.py     in which order it stands, and what a to-do row opens
assign.py    cases are given to colleagues, with a preview
todo.py      what waits for a colleague
receive.py   a report comes in: a new version, a new round
form.py      what the workbench shows about one report
answers.py   verdict, answer, remark, evidence of one item
findings.py  findings, made by a bad answer or by hand
transitions.py  the states and what leads from one to another, as a table with guards
flow.py      `advance`: the one way in which a state changes
course.py    the steps a report has taken
rounds.py    what is taken over into the next round and from last year
versions.py  which report, and which version of it
parts.py     small values that several parts share
conflicts.py declared conflicts of interest
conclude.py  the conclusion of a round, and what follows until it is approved
past.py      who said what about an item, and what was judged before
score.py     the score sheet of a verification report
"""
