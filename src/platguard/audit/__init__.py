"""The numbers of reports about an organisation: arithmetic over plain values.

Nothing here knows where the values come from; `report` asks for them and puts the parts together.
Numbers are exact until they are told: fractions and decimals, half rounded up, never floats.
"""
