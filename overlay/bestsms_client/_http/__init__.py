"""Configuration, the retry policy, the outcomes of attempts, what follows from them, and errors.

Nothing here performs I/O or knows the contents of a message.
"""
