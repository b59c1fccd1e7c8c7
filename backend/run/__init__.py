"""`lianzheng run`: everything on one machine under one supervisor, with the demonstration. Never production."""
