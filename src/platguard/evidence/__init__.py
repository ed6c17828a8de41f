"""Evidence: what an organisation was judged by and what came of it, in a folder that anybody can
check, and judge again."""
