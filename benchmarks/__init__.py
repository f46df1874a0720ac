"""What is measured, with its peers and limits; and the invented data it is measured on. Never shipped."""
