"""The tab 单位名录: the list of a year, the drawer of a unit, its form, bulk changes, imports, exports."""
