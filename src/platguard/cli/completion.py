"""`platguard completion`: the script by which a shell completes commands, options and values.

The script asks platguard itself, by click's own mechanism, each time that the tabulator is pressed.
"""

from __future__ import annotations

import sys

import click

SHELLS = ("bash", "zsh", "fish")

EXAMPLES = """\b
Examples:
  echo 'eval "$(platguard completion bash)"' >> ~/.bashrc
  echo 'eval "$(platguard completion zsh)"' >> ~/.zshrc
  platguard completion fish > ~/.config/fish/completions/platguard.fish
"""


@click.command("completion", epilog=EXAMPLES, short_help="Print the completion of a shell.")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> int:
    """Print the script that completes platguard in a shell.

    It completes commands, options and their values, ids of rules and
    exceptions, branches and files. Bash has to be 4.4 or newer; zsh needs
    `compinit` before it.

    \b
    Exit codes: 0 printed, 2 there is no such shell.
    """
    from click.shell_completion import ShellComplete, get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    script = found(ctx.find_root().command, {}, "platguard", "_PLATGUARD_COMPLETE")
    # As the base class makes it: that of bash would start bash, to ask for its version.
    sys.stdout.write(ShellComplete.source(script))
    return 0
