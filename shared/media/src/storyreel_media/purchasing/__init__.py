"""Buying from providers, so that nothing is ever paid for twice.

A purchase is a row in the worker's own schema, written before the provider is asked. `ports` says what there is to be
bought, by whom and where it is written down; `Buyer` buys for claimed tasks; `Settler` ends what they left open;
`postgres` keeps the rows (`sql/`, which services migrate as the package `storyreel_media.purchasing`).
"""
