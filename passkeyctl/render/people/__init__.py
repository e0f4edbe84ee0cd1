"""Who is affected, who is ready, what one person may do."""
