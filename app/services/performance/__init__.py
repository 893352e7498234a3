"""The forms 项目支出绩效自评表 and 绩效目标申报表 without database and without window.

The table: `form` is the value, `profiles` the official layouts as data (`profile_model` says what they hold,
`profile_files` reads them), `sample` a made-up table.
The rules: `texts`, `dates` and `values` read what cells say; `rating` and `scoring` give scores (S1-S19);
`checks` and `shortfalls` find what is wrong (V1-V20).
Reading: `intake` is the door. `cells` gives the tables of a file (`excel_cells`, `old_excel`, `word_cells`
over `grid`, `package`, `compound`); `layout` finds the blocks in them (`vocabulary`, `rows`,
`indicator_rows`, `declared_money`) or `json_form` reads JSON; `draft` makes the form of what was read.
Writing: `store` keeps tables in the file; `blank` begins new ones, `arrange` says where rows stand, `pasting`
reads what was copied in Excel. `app.services.printing` makes PDF, Excel and Word.
"""
