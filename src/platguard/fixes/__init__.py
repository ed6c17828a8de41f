"""Findings to fixes: which edits their rules declare, and what becomes of the files.

`wishes` asks the rule, `changes` makes the edits of a file, `plan` judges again until nothing is
left to do, `repairs` shows single edits in a report, and `writing` puts the files in place.
"""
