"""Panels as short to write as they are to say; the layout is Grafana's grid of 24 columns."""

import json
from collections.abc import Sequence
from itertools import count

from grafana_foundation_sdk.builders import bargauge, common, dashboard, prometheus, stat, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.common import BigValueColorMode, BigValueGraphMode, LegendDisplayMode
from grafana_foundation_sdk.models.dashboard import (
    DashboardCursorSync,
    DashboardLinkType,
    DataSourceRef,
    Threshold,
    ThresholdsMode,
)

SOURCE = DataSourceRef(type_val="prometheus", uid="${source}")
"""The one that is chosen at the top; the first where nobody chose."""
WIDE, HALF, THIRD, SMALL = 24, 12, 8, 4
HEIGHT = 8

Query = tuple[str, str]
"""A PromQL expression, and what a line of its answer is called."""
Panel = timeseries.Panel | stat.Panel | bargauge.Panel


def quantiles(metric: str, by: str, among: str = "", *, within: str = "30m") -> tuple[Query, Query]:
    """The median and the 95th percentile of a histogram, by a label."""
    spread = f"sum by (le, {by}) (rate({metric}_bucket{among}[{within}]))"
    return (
        (f"histogram_quantile(0.5, {spread})", f"{{{{{by}}}}} half"),
        (f"histogram_quantile(0.95, {spread})", f"{{{{{by}}}}} 95 %"),
    )


def lines(title: str, *queries: Query, says: str, unit: str = "short", width: int = HALF) -> timeseries.Panel:
    """How something went."""
    panel = (
        timeseries.Panel()
        .title(title).description(says).unit(unit).min(0).span(width).height(HEIGHT).datasource(SOURCE)
        .legend(common.VizLegendOptions().display_mode(LegendDisplayMode.LIST).show_legend(True))
        .fill_opacity(8).line_width(1.5).span_nulls(True)
    )  # fmt: skip
    for place, (expression, legend) in enumerate(queries):
        panel.with_target(_query(expression, legend, place).range())
    return panel


def number(
    title: str, *queries: Query, says: str, unit: str = "short", width: int = SMALL, bad: float | None = None
) -> stat.Panel:
    """How it is now; red from `bad` on."""
    panel = (
        stat.Panel()
        .title(title).description(says).unit(unit).span(width).height(4).datasource(SOURCE)
        .graph_mode(BigValueGraphMode.NONE).color_mode(BigValueColorMode.VALUE)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
        .thresholds(_steps(bad))
    )  # fmt: skip
    for place, (expression, legend) in enumerate(queries):
        panel.with_target(_query(expression, legend, place).instant())
    return panel


def bars(title: str, query: Query, *, says: str, unit: str = "short", width: int = HALF) -> bargauge.Panel:
    """Several of a kind, side by side, as they are now."""
    return (
        bargauge.Panel()
        .title(title).description(says).unit(unit).min(0).span(width).height(HEIGHT).datasource(SOURCE)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
        .thresholds(_steps(None))
        .with_target(_query(*query, 0).instant())
    )  # fmt: skip


def text(uid: str, title: str, says: str, rows: Sequence[tuple[str, Sequence[Panel]]]) -> str:
    """A dashboard as the file that Grafana reads."""
    made = (
        dashboard.Dashboard(f"Storyreel: {title}")
        .uid(f"storyreel-{uid}").description(says).tags(["storyreel"])
        .time("now-3h", "now").timezone("browser").refresh("30s").tooltip(DashboardCursorSync.CROSSHAIR)
        .with_variable(dashboard.DatasourceVariable("source").label("Prometheus").type("prometheus"))
        .link(dashboard.DashboardLink("Storyreel").type(DashboardLinkType.DASHBOARDS).tags(["storyreel"]).keep_time(True))
    )  # fmt: skip
    ids = count(1)
    for name, panels in rows:
        made.with_row(dashboard.Row(name).id(next(ids)))
        for panel in panels:
            made.with_panel(panel.id(next(ids)))
    return json.dumps(made.build(), cls=JSONEncoder, indent=2, sort_keys=True) + "\n"


def _query(expression: str, legend: str, place: int) -> prometheus.Dataquery:
    return prometheus.Dataquery().expr(expression).legend_format(legend).ref_id("ABCDEFGH"[place])


def _steps(bad: float | None) -> dashboard.ThresholdsConfig:
    steps = [Threshold(value=None, color="text" if bad is None else "green")]
    if bad is not None:
        steps.append(Threshold(value=bad, color="red"))
    return dashboard.ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(steps)
