//! HTML: a page of one file around the drawing. Its script only moves, searches and recolours what is there.

use std::fmt::Write;

use super::escape::{Json, Xml};
use super::paint::{Colour, Paint};
use super::scene::Scene;
use super::svg::{Within, drawing, hex};
use crate::graph::Graph;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// `paints` are those there is something to say of; the page shows that of `first`.
pub(super) fn page(graph: &Graph, scene: &Scene, paints: &[(Colour, Paint)], first: Colour) -> String {
    let shown = paints.iter().find(|(colour, _)| *colour == first).unwrap_or(&paints[0]);
    let tasks = graph.len();
    let summary = format!("{tasks} {}", if tasks == 1 { "task" } else { "tasks" });
    let asked_for: Vec<String> = graph.roots().take(2).map(|root| root.name()).collect();
    let title = match &asked_for[..] {
        [root] => format!("{root}: {summary}"),
        _ => format!("daisy: {summary}"),
    };
    let options: String = paints.iter().map(|(colour, _)| option(*colour, *colour == first)).collect();
    let (title, drawing, data) = (Xml(&title), drawing(scene, &shown.1, Within::Page), data(paints));
    format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{STYLE}</style>
</head>
<body>
<header>
<strong>{summary}</strong>
<label>Search <input id="search" type="search" placeholder="name or key" autocomplete="off"></label>
<output id="found" aria-live="polite"></output>
<label>Colour by <select id="colour">{options}</select></label>
<span role="group" aria-label="Zoom"><button id="out" title="Zoom out (-)">−</button><button id="in" title="Zoom in (+)">+</button><button id="fit" title="Show all (0)">Fit</button></span>
<span id="legend" role="list" aria-label="Legend"></span>
</header>
<main id="stage" tabindex="0" aria-label="Graph. Arrow keys move, plus and minus zoom, 0 shows all, slash searches.">
{drawing}</main>
<div id="tip" role="tooltip" hidden></div>
<script id="data" type="application/json">{data}</script>
<script>
{SCRIPT}</script>
</body>
</html>
"#
    )
}

fn option(colour: Colour, selected: bool) -> String {
    format!("<option{}>{}</option>", if selected { " selected" } else { "" }, colour.name())
}

/// What the script needs beside the drawing: of each way to colour the fills of all items and the legend.
fn data(paints: &[(Colour, Paint)]) -> String {
    let list = |items: &mut dyn Iterator<Item = String>| items.collect::<Vec<_>>().join(",");
    let mut json = String::from("{");
    for (position, (colour, paint)) in paints.iter().enumerate() {
        let fills = list(&mut paint.fills.iter().map(|&fill| format!("\"{}\"", hex(fill))));
        let legend = list(&mut paint.legend.iter().map(|(fill, text)| format!("[\"{}\",{}]", hex(*fill), Json(text))));
        let separator = if position == 0 { "" } else { ",\n" };
        let name = Json(colour.name());
        write!(json, "{separator}{name}:{{\"fills\":[{fills}],\"legend\":[{legend}]}}")
            .expect("a string takes all that is written");
    }
    json + "}"
}
