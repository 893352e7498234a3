"""Facts become Word, PDF and Excel files: facts -> context of ready strings -> template or form -> file.

Heavy libraries (reportlab, docx, openpyxl) are imported inside the functions that draw, never at the top of a
module, so that every module of this package may be imported at the top of another one without cost.
"""
