"""A process with everything imported that runs each folder it is told in a child of its own.

Reads a folder per line; prints the child's number at once, and its exit code when it ends. Starting takes
longer than the run of a small borough, so two hundred kills are twice as quick this way.
"""

import os
import sys

from licet.cli.main import app


def child(folder: str) -> int:
    with open(os.devnull, "w") as nowhere, open(f"{folder}/stderr.txt", "w") as errors:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
        os.dup2(errors.fileno(), sys.stderr.fileno())
        try:
            app(["run", folder])
        except SystemExit as ended:
            return int(ended.code or 0)
    return 0


def main() -> None:
    for line in sys.stdin:
        number = os.fork()
        if number == 0:
            os._exit(child(line.strip()))
        print(number, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
