"""CSV files: read and write them, import and export contacts and groups."""
