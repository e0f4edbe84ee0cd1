"""Who is affected: what settings mean for people, before and after a plan."""
