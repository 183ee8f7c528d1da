"""The ``stagedoor`` commands for operators, one file per noun."""
