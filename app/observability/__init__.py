"""Logs, metrics, metering, health, and reports to the flow doctor."""
