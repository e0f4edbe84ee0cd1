"""Graph JSON to canonical values and back: the only home of Graph's property names and paths."""
