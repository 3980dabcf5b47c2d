"""planparse reads Chinese government work plans into tasks, units and a responsibility graph."""
