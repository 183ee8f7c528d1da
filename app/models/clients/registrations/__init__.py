"""What clients register about themselves: manifests, registration tokens, metadata documents."""
