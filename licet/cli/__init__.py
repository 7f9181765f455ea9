"""The door for analysts: the same use cases from a shell."""
