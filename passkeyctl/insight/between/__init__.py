"""The states between the requests of an apply: whether one of them shuts somebody out, or lets somebody in."""
