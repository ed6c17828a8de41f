"""The values that flow through platguard: frozen dataclasses that import nothing of ours."""
