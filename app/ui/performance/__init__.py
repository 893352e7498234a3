"""The tab 绩效指标: the self-evaluation table as a form to type in, beside the real PDF and the checks.

`page` puts the parts together; `sheet` is the table that is shown, with scores and findings, and keeps
every cell. `cells` (`cell_editor`) is a grid to type in like a spreadsheet; `grid` (indicators; `columns`,
`delegate`, `wrap`) and `money` stand on it. `fields`: head and goals; `score_card`: the score of a row;
`foot`: the totals; `pane` holds `preview` (`rendering`) and `findings` (`places`). `bar` and `tables`
(`new_dialog`, `import_dialog`) bring tables in, `export` writes the PDF.
"""
