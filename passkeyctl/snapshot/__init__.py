"""Raw Graph answers of one moment: kept, shared, compared, and read from what other tools exported."""
