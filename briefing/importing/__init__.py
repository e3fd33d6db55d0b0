"""Turn what analysts have (text, web pages, feeds, JSON lines, addresses) into articles."""

from briefing.importing.articles import ImportPlan, plan_import, write_import
from briefing.importing.drafts import Draft
from briefing.importing.sources import read_source

__all__ = ["Draft", "ImportPlan", "plan_import", "read_source", "write_import"]
