"""The dashboard: state (what is chosen), view (what is shown), dashboard (both together)."""

from briefing.app.dashboard import dashboard

__all__ = ["dashboard"]
