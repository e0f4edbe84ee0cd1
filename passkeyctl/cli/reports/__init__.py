"""`--report`: files that say what a run found, written before its exit code is decided."""
