"""Counts and pictures of the year.

facts.py    what is counted, read from the file in a few queries
figures.py  the words: filter, card, chart, bar
summary.py  the figures of the page (pandas, imported on demand)
drawing.py  the pictures (matplotlib, imported on demand)
export.py   what is shown, as Excel
"""
