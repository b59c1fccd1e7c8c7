"""态势: what waits, what is overdue, who records now, the history of an object; reads everything, changes nothing."""
