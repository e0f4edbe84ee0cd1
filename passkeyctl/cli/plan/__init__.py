"""Plans: made, judged, shown, saved."""
