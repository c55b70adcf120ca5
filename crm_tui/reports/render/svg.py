"""A report's chart as SVG: opens in any browser, can be put into any text."""

from html import escape

from crm_tui.reports.parts.chart import chart_of
from crm_tui.reports.parts.shapes import Report
from crm_tui.reports.render.picture import TEXT, Box, Label, Picture, Shape, Stroke, draw

TOP = 26.0


def to_svg(report: Report) -> bytes:
    """The picture under its title; a report of days in which nothing happened is its title alone."""
    chart = chart_of(report)
    picture = draw(chart) if chart else Picture(900.0, 4.0, ())
    heading = " · ".join((report.title, str(report.period), *report.about))
    height = picture.height + TOP
    size = f'width="{picture.width:g}" height="{height:g}" viewBox="0 0 {picture.width:g} {height:g}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif">',
        f"<title>{_text(heading)}</title>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<text x="4" y="16" font-size="{TEXT + 2:g}" font-weight="bold">{_text(heading)}</text>',
        f'<g transform="translate(0 {TOP:g})">',
        *(_element(shape) for shape in picture.shapes),
        "</g>",
        "</svg>",
    ]
    return ("\n".join(parts) + "\n").encode()


def _element(shape: Shape) -> str:
    match shape:
        case Box(x, y, width, height, colour):
            return (
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'
            )
        case Stroke(points, colour, thick):
            through = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            return f'<polyline points="{through}" fill="none" stroke="{colour}" stroke-width="{thick:g}"/>'
        case Label(x, y, text, anchor, size, colour):
            return (
                f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" fill="{colour}">'
                f"{_text(text)}</text>"
            )


def _text(text: str) -> str:
    """Escaped, and without what XML does not know at all."""
    return escape("".join(char for char in text if char.isprintable()))
