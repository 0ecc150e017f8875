"""The commands. The tables in `app`, `address_book` and `campaigns` map their names to modules."""
