"""The steps of the action: `python -I integrations/github install|scan|comment`.

`-I` keeps the folder that is scanned, the user's site packages and PYTHONPATH out of the modules'
path: a repository with a `pip.py` at its top must not be what is run.
"""

from __future__ import annotations

import os
import sys

from platguard_action import comment, install, scan
from platguard_action.runner import Refusal, refused

STEPS = {"install": install.run, "scan": scan.run, "comment": comment.run}

if __name__ == "__main__":
    try:
        STEPS[sys.argv[1]](os.environ)
    except Refusal as refusal:
        sys.exit(refused(refusal, os.environ))
