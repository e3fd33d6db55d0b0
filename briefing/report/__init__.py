"""One self-contained HTML file: filters, charts and evidence, with the network off."""

from briefing.report.page import report_html, write_report

__all__ = ["report_html", "write_report"]
