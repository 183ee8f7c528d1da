"""How each thing is broken, and repaired: one module for each part of an installation."""
