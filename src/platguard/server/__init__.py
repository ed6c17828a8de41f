"""Pages over the history of an organisation, for people who look rather than scan.

They are read-only: nothing that a browser sends changes anything.
"""
