"""Counts and pictures of the year.

facts.py    what is counted, read from the file in a few queries
summary.py  the figures of the page (pandas, imported on demand)
charts.py   the pictures (matplotlib, imported on demand)
export.py   what is shown, as Excel
"""
