"""Reads what handsets sent: the cursor of `follow`, and other views of replies."""
