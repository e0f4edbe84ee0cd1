"""An evidence folder: what it holds, by which hashes, and what is wrong with one."""
