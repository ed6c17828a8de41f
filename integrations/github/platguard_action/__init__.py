"""What the composite action of `action.yml` does, one module a step; standard library only.

Inputs arrive in environment variables and leave in lists of arguments: nothing that a branch, a
path or an input says is ever read by a shell.
"""
