"""The tab 统计分析.

page.py         the page: head, number cards, charts, and the list that a bar opens
chart_view.py   one chart: drawn beside the window, walked with the keys
chart_card.py   the card around it
filter_bar.py   the chips that limit what is counted
records.py      the list of what a bar or card counts
exporter.py     everything that leaves the page as a file
"""
