"""Output and input: tables, JSON lines, progress bars, prompts, and the masking of numbers.

Data is written to stdout, everything else to stderr. Rich is imported only when it is needed.
"""
