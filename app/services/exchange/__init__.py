"""Passing files between colleagues 数据交换: packages, receiving, merging, conflicts, taking a merge back.

Design and reasons: docs/decisions/0005-exchange.md.
"""
