"""The commands. The tables in `app`, `address_book` and `campaigns` assign them to modules."""
