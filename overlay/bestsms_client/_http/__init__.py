"""Carries requests to the gateway and decides what follows from each answer.

Configuration, the retry policy, what one attempt brought, what to do next, and the errors that
callers get. Nothing here knows what a message is made of.
"""
