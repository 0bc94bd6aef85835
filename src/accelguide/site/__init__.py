"""Build the site from records in both languages, keep the catalogues, and check what was built."""
