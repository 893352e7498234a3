"""Received files on paper: PDF, Word, photos, sheets; with search, selection and marks. Knows no review."""
