"""The archive, browsed: a Datasette plugin with pages made for analysts.

Datasette serves the tables, facets, saved queries, JSON and CSV; this room adds the start page, stories,
search, the sources' health and feeds, and sees to it that nothing private leaves.
"""
