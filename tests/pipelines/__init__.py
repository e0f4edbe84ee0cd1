"""The pipelines of examples/ci, acted out: their own shell steps, the real gh and jq, GitHub's API on loopback."""
