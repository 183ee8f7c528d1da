"""Personal tokens: what people make for scripts of their own."""
