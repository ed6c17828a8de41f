"""The program: `platguard`, or `python -m platguard`."""

import gc


def run() -> None:
    """The entry point of the program."""
    # A run makes many values and hardly a cycle, what it imports among them: collecting would only
    # cost time.
    gc.disable()
    from platguard.cli import run

    run()


if __name__ == "__main__":
    run()
