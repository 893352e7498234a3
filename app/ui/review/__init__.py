"""Tab 报告审核: the queue of reports and the workbench in which one of them is reviewed."""
