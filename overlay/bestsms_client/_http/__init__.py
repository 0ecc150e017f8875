"""Configuration, the retry policy, the outcomes of attempts, what follows from them, and errors.

Nothing here does input or output, or knows the contents of a message.
"""
