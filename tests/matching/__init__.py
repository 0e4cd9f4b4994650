"""Tests of the matching: rules, first look, places, figures, the rows of native speakers."""
