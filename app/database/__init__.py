"""Connections, transactions, pages of rows, batches and the write-behind buffer."""
