"""Colours, marks and type shared by both homes of every chart.

Hues are Okabe and Ito's palette for colour-blind readers (2008); every hue comes with a
pattern and a symbol of its own, so that nothing depends on colour.
"""

from __future__ import annotations

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'

THEME: dict[str, object] = {
    "font": FONT,
    "font_size": 13,
    "ink": "#1b2733",
    "muted": "#5b6772",
    "faint": "#67727c",
    "rule": "#d9dee3",
    "panel": "#f5f6f7",
    "paper": "#ffffff",
    "accent": "#0072b2",
    "grey": "#7d868e",
    "scale_low": "#e9f1f8",
    "scale_high": "#0b4a7d",
    # level: colour, bar pattern, marker symbol
    "levels": {
        "asserted": ["#0072b2", "", "circle"],
        "planned": ["#56b4e9", "/", "square"],
        "possible": ["#009e73", ".", "diamond"],
        "alleged": ["#e69f00", "x", "triangle-up"],
        "denied": ["#d55e00", "-", "x"],
        "material cooperation": ["#0072b2", "", "circle"],
        "verbal cooperation": ["#56b4e9", "/", "square"],
        "verbal conflict": ["#e69f00", "x", "triangle-up"],
        "material conflict": ["#d55e00", "-", "x"],
    },
    # level: sign in text
    "signs": {
        "asserted": "\u25cf",
        "planned": "\u25a0",
        "possible": "\u25c6",
        "alleged": "\u25b2",
        "denied": "\u2715",
    },
}
