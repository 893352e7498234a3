"""The year-end form 项目支出绩效自评表 without database and without window.

`texts` folds what people type; `values` reads targets and actual values; `form` is the table itself;
`profiles` are the official layouts as data; `scoring` and `checks` apply the rules S1-S19 and V1-V20 of the
domain notes; `intake` reads a table from Excel, Word or JSON; `sample` is a made-up table for the demo.
"""
