//! SVG: a drawing that any browser shows, in light and dark.

use std::fmt::{self, Write};

use super::escape::Xml;
use super::layout::{Layout, Link, Point, lay_out};
use super::paint::{Paint, Rgb};
use super::scene::{Item, Scene, Sort};

/// Of a letter; the font is monospaced.
const LETTER: f64 = 7.23;
/// Of a box with one line.
const HEIGHT: f64 = 26.0;
const PADDING: f64 = 10.0;
/// Of the row that the legend is in.
const LEGEND: f64 = 30.0;

/// Fills carry dark text in light and dark alike, so only what is around them changes.
const STYLE: &str = "\
.daisy{background:#fff;font:12px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace}\
.daisy text{fill:#16191d;dominant-baseline:central;text-anchor:middle}\
.daisy rect{stroke:#6b727c;stroke-width:1}\
.daisy .asked{stroke:#16191d;stroke-width:3}\
.daisy path{fill:none;stroke:#8d949e;stroke-width:1.2}\
.daisy marker path{fill:#8d949e;stroke:none}\
.daisy .legend{fill:#16191d;text-anchor:start}\
@media(prefers-color-scheme:dark){\
.daisy{background:#16191d}\
.daisy .asked{stroke:#fff}\
.daisy .legend{fill:#d8dce1}}";

pub(super) fn hex([r, g, b]: Rgb) -> impl fmt::Display {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// Where a drawing stands.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Within {
    /// A file of its own, with the legend in it.
    File,
    /// A page that has room for the legend.
    Page,
}

/// The whole drawing. Items come in the order of the scene.
pub(super) fn drawing(scene: &Scene, paint: &Paint, within: Within) -> String {
    let sizes: Vec<Point> = scene.items.iter().map(|item| (width_of(&item.label) + 2.0 * PADDING, HEIGHT)).collect();
    let layout = lay_out(&sizes, &scene.arrows);
    let mut svg = String::new();
    write(&mut svg, scene, paint, within, &layout, &sizes).expect("a string takes all that is written");
    svg
}

fn write(
    svg: &mut String,
    scene: &Scene,
    paint: &Paint,
    within: Within,
    layout: &Layout,
    sizes: &[Point],
) -> fmt::Result {
    let (namespace, legend) = match within {
        Within::File => (r#" xmlns="http://www.w3.org/2000/svg""#, &paint.legend[..]),
        Within::Page => ("", &[][..]),
    };
    let (width, height) = layout.size;
    let width = legend.iter().fold(16.0, |at, (_, text)| at + width_of(text) + 40.0).max(width);
    let total = if legend.is_empty() { height } else { height + LEGEND };
    writeln!(
        svg,
        r#"<svg{namespace} class="daisy" width="{width:.0}" height="{total:.0}" viewBox="0 0 {width:.0} {total:.0}">"#
    )?;
    writeln!(svg, "<style>{STYLE}</style>")?;
    svg.push_str(concat!(
        r#"<defs><marker id="head" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" "#,
        r#"markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 0.5L8 4L0 7.5z"/></marker></defs>"#,
        "\n"
    ));
    layout.links.iter().try_for_each(|link| write_link(svg, link))?;
    for (((item, &fill), &corner), &size) in scene.items.iter().zip(&paint.fills).zip(&layout.corners).zip(sizes) {
        write_item(svg, item, fill, corner, size)?;
    }
    let mut at = 16.0;
    for (fill, text) in legend {
        let (fill, y) = (hex(*fill), height + LEGEND / 2.0 - 8.0);
        write!(svg, r#"<rect x="{at:.0}" y="{:.0}" width="14" height="14" fill="{fill}"/>"#, y - 7.0)?;
        writeln!(svg, r#"<text class="legend" x="{:.0}" y="{y:.0}">{}</text>"#, at + 20.0, Xml(text))?;
        at += width_of(text) + 40.0;
    }
    writeln!(svg, "</svg>")
}

fn write_link(svg: &mut String, Link { points, down, heads }: &Link) -> fmt::Result {
    let [(x0, y0), (x1, y1), (x2, y2)] = *points;
    let straight = (if *down { x1 - x2 } else { y1 - y2 }).abs() < 0.05;
    let (half_x, half_y) = ((x1 + x2) / 2.0, (y1 + y2) / 2.0);
    let ((ax, ay), (bx, by)) = if *down { ((x1, half_y), (x2, half_y)) } else { ((half_x, y1), (half_x, y2)) };
    write!(svg, r#"<path d="M{x0:.1} {y0:.1}"#)?;
    if (x0, y0) != (x1, y1) && !straight {
        write!(svg, "L{x1:.1} {y1:.1}")?;
    }
    match straight {
        true => write!(svg, "L{x2:.1} {y2:.1}\"")?,
        false => write!(svg, "C{ax:.1} {ay:.1} {bx:.1} {by:.1} {x2:.1} {y2:.1}\"")?,
    }
    if heads.start {
        svg.push_str(r#" marker-start="url(#head)""#);
    }
    if heads.end {
        svg.push_str(r#" marker-end="url(#head)""#);
    }
    svg.push_str("/>\n");
    Ok(())
}

fn write_item(svg: &mut String, item: &Item, fill: Rgb, (x, y): Point, (width, height): Point) -> fmt::Result {
    let (class, radius) = match item.sort {
        Sort::Task => ("task", 5.0),
        Sort::Constant => ("constant", height / 2.0),
        Sort::Group => ("group", 5.0),
    };
    let asked = if item.asked_for { r#" class="asked""# } else { "" };
    let (fill, label, title) = (hex(fill), Xml(&item.label), Xml(&item.title));
    write!(svg, r#"<g class="{class}"><title>{title}</title>"#)?;
    if item.sort == Sort::Group {
        // A second sheet under the first.
        let (x, y) = (x + 3.0, y + 3.0);
        write!(
            svg,
            r#"<rect x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height}" rx="{radius}" fill="{fill}"/>"#
        )?;
    }
    write!(
        svg,
        r#"<rect{asked} x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height}" rx="{radius}" fill="{fill}"/>"#
    )?;
    writeln!(svg, r#"<text x="{:.1}" y="{:.1}">{label}</text></g>"#, x + width / 2.0, y + height / 2.0)
}

/// A letter that is not ASCII may be twice as wide.
fn width_of(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() || matches!(c, '…' | '×') { LETTER } else { 1.7 * LETTER }).sum()
}
