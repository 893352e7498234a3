"""碳审工作台 (Carbon Review Desk): main -> ui -> services -> models. See README.md for the road."""

__version__ = "0.1.0"
PRODUCT = "碳审工作台"
