"""What all responses share: errors, headers, assets, the cookie, filters, strict JSON."""
