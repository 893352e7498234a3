"""Tab 报告审核: the queue of reports, and the workbench on which one of them is reviewed.

page.py            leads from one to the other
queue.py           the queue: tools above, list, preview at the right; queue_*.py its parts
receive_dialog.py  登记收件, 登记重报, 更正收件信息
assign_dialog.py   分派
case.py            one open report: what is shown, changed at once and written behind it
page.py            queue and workbench, one over the other
queue*.py          the list of reports, its columns, tools and preview
receive_dialog.py, assign_dialog.py
workbench.py       the screen of one report
checklist_*.py     the list of items: rows, painting, keys
item_card.py       the current item: question, answer, verdict, remark, evidence
findings_panel.py  findings and conclusion
opinion_dialog.py  出具审核意见 with the check before it
"""
