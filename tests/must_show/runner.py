"""A process with everything imported that gives each command it is told in a child of its own.

Reads a command's words as JSON per line, its folder the second; prints the child's number at once, and its
exit code when it ends. Starting takes longer than the run of a small borough, so two hundred kills are twice
as quick this way.
"""

import json
import os
import sys

from licet.cli.main import app


def child(words: list[str]) -> int:
    with open(os.devnull, "w") as nowhere, open(f"{words[1]}/stderr.txt", "w") as errors:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
        os.dup2(errors.fileno(), sys.stderr.fileno())
        try:
            app(words)
        except SystemExit as ended:
            return int(ended.code or 0)
    return 0


def main() -> None:
    for line in sys.stdin:
        number = os.fork()
        if number == 0:
            os._exit(child(json.loads(line)))
        print(number, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
