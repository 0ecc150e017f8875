"""Builds and checks a message before it is sent: recipients, text, attachments, times.

Everything here is pure: it reads no network and sends nothing.
"""
