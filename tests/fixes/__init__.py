"""Edits of files, and what `platguard fix` does with them."""
