"""Policy-as-code compliance scanner: repositories against dated platform standards."""

__version__ = "0.1.0"
