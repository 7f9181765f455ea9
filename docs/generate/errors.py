"""The page of errors: each class with its exit code."""

from licet.errors import LicetError, kinds


def page() -> str:
    """Every error class, its exit code and what it means."""
    lines = ["# Errors and exit codes", ""]
    lines += ["A message says what was expected, what came and what to do; never a record's value.", ""]
    lines += ["| exit code | class | meaning |", "|---|---|---|"]
    lines += ["| 0 | | done, even if nothing was granted: the report says why |"]
    lines += ["| 2 | | the command was not understood |"]
    lines += [f"| {each.exit_code} | `{each.__name__}` | {_meaning(each)} |" for each in classes()]
    return "\n".join(lines) + "\n"


def classes() -> list[type[LicetError]]:
    """Every error class, by exit code."""
    found = [each for each in vars(kinds).values() if isinstance(each, type) and issubclass(each, LicetError)]
    return sorted(found, key=lambda each: each.exit_code)


def _meaning(kind: type[LicetError]) -> str:
    return " ".join((kind.__doc__ or "").split())
