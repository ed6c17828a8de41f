"""What was seen of an organisation's repositories, on which days: a database.

`opening.open_history` opens one, `store.Store` writes it, `questions` read it. Everything that it
holds is a function of days that lasts until the next day on which somebody looked; see `steps`.
"""
