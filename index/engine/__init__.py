"""The protocols of a search engine, its requests and answers, and the engines there are."""
