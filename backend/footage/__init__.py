"""Claims about footage, tickets to upload it, receipts for what the store holds (2016 recording rule arts. 8-10)."""
