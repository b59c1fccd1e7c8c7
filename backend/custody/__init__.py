"""Who may see footage, and every view written down (2016 recording rule, REC-09)."""
