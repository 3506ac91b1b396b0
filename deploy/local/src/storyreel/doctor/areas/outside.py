"""The way from outside, and those who are told."""

from collections.abc import Iterator
from datetime import timedelta

from storyreel.doctor.findings import Finding, Section, ago, counted, some
from storyreel_contracts.api import SystemHealth

SOON = timedelta(days=14)
"""Certificates are usually renewed a month before their end."""


def judge(health: SystemHealth) -> Section:
    """By the gateway's own try of its public URL, and what became of its webhooks."""
    seen = health.public
    told = f"{seen.url} leads here" if seen else "no public URL: providers are asked instead of telling"
    unseen = [one.why for one in health.not_asked if one.area in {"public", "webhooks"}]
    findings = [*_reach(health), *_hooks(health)]
    return Section("outside", f"{told}; no webhook is late", findings, not_asked=unseen[0] if unseen else None)


def _reach(health: SystemHealth) -> Iterator[Finding]:
    seen = health.public
    if seen is None:
        return
    late = "providers' webhooks and share links do not arrive; films get done, up to a minute later"
    if not seen.reached:
        yield Finding(
            "warning",
            f"the gateway does not reach itself at {seen.url}: {seen.detail}",
            late,
            "correct STORYREEL_PUBLIC_URL or STORYREEL_WEBHOOK_BASE_URL, the DNS name, the proxy or the "
            "certificate; where only the inside cannot reach it, look from outside: "
            f"`curl -i {seen.url.rstrip('/')}/livez`",
        )
    if seen.certificate_ends_at and seen.certificate_ends_at - health.at < SOON:
        yield Finding(
            "warning", f"the certificate of {seen.url} ends {seen.certificate_ends_at:%Y-%m-%d}", late, "renew it"
        )


def _hooks(health: SystemHealth) -> Iterator[Finding]:
    hooks = health.webhooks
    if hooks is None:
        return
    if hooks.overdue and hooks.oldest_due_at:
        yield Finding(
            "warning",
            f"{counted(hooks.overdue, 'webhook')} overdue, the oldest for {ago(hooks.oldest_due_at, health.at)}",
            "those who are told hear of it late",
            "start the gateway again: its sender stands still",
            since=hooks.oldest_due_at,
            runbook="StoryreelWebhooksGivenUp",
        )
    if hooks.given_up:
        yield Finding(
            "warning",
            f"{counted(hooks.given_up, 'webhook was', 'webhooks were')} given up in the last hour",
            "their receivers did not take them",
            "`storyreel webhooks deliveries --state failed` with the owner's key",
            runbook="StoryreelWebhooksGivenUp",
        )
    if hooks.disabled:
        yield Finding(
            "warning",
            f"endpoints are told no more: {some(hooks.disabled)}",
            "their owners hear nothing of their jobs",
            "once the receiver works, `storyreel webhooks set URL` with the owner's key opens it again",
            runbook="StoryreelWebhooksGivenUp",
        )
