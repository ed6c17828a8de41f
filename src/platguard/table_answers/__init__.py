"""What rules may ask of the dated tables, one module a table; `Tables` puts them together.

Days are texts (YYYY-MM-DD), which compare as days do; an empty text is no answer.
"""
