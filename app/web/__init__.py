"""What every answer shares: errors, headers, assets, the cookie, filters, strict JSON."""
