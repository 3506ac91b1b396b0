"""deploy/monitoring/dashboards/*.json: Grafana's dashboards, one module each, and the parts that they are made of.

A panel's title is the operator's question or its short form, its description says how to read it.
"""
