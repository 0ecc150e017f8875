"""What people see: tables, JSON lines, progress, questions, and the masking of numbers.

Data goes to stdout, everything else to stderr. Rich is imported only where it draws.
"""
