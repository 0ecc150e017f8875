"""CSV files of people: reading, writing, importing and exporting them."""
