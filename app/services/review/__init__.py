"""A report in review: received, answered item by item, findings, conclusion.

cases.py     the queue: one line per unit and document kind
queue.py     in which order it stands, and what a to-do row opens
assign.py    cases are given to colleagues, with a preview
todo.py      what waits for a colleague
receive.py   a report comes in: a new version, a new round
form.py      what the workbench shows about one report
answers.py   verdict, answer, remark, evidence of one item
findings.py  findings, made by a bad answer or by hand
conclude.py  the conclusion of a round and its guards
past.py      who said what about an item, and what was judged before
score.py     the score sheet of a verification report
"""
