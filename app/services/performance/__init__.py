"""The year-end form 项目支出绩效自评表 without database and without window.

The table: `form` is the value, `profiles` the official layouts as data, `sample` a made-up table.
The rules: `texts`, `dates` and `values` read what cells say; `rating` and `scoring` give scores (S1-S19);
`checks` and `shortfalls` find what is wrong (V1-V20).
Reading: `intake` is the door. `cells` gives the tables of a file (`excel_cells`, `old_excel`, `word_cells`
over `grid`, `package`, `compound`); `layout` finds the blocks in them (`vocabulary`, `rows`,
`indicator_rows`) or `json_form` reads JSON; `draft` makes the form of what was read.
Writing: `store` keeps tables in the file; `blank` begins new ones, `arrange` says where rows stand, `pasting`
reads what was copied in Excel, `excel_form` writes the form as a workbook.
"""
