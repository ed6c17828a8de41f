"""Files that say which version of a language a project runs on, one module an ecosystem."""
