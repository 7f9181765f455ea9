"""Write every page of the reference."""

from docs.generate.pages import REFERENCE, pages


def main() -> None:
    """Write the pages; what they hold is decided by the code alone."""
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
