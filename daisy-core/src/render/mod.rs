//! Pictures: a graph as a file to look at.
//!
//! Needs: a merged graph, and a `Record` for what only a run tells. `dot` and `json` write it node by node. For `svg`
//! and `html` a `scene` says what is drawn (every node, or `groups` of them once there are many), `layout` where, and
//! `paint` in which colours.

mod describe;
mod dot;
mod escape;
mod file;
mod groups;
mod html;
mod json;
mod layout;
mod paint;
mod scene;
mod svg;

use std::io::{self, Write};
use std::path::Path;

use crate::graph::Graph;
use crate::record::Record;
pub use paint::Colour;
use scene::Scene;

/// A graph about to be drawn: [`Graph::picture`] makes it, [`render`](Picture::render) writes it.
///
/// ```
/// let graph = (daisy::value(1i64) + 2i64).graph();
/// let path = std::env::temp_dir().join(format!("{}-picture.svg", std::process::id()));
/// graph.picture().colour(daisy::Colour::Order).render(&path)?;
/// # std::fs::remove_file(path)?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a picture is not written until it is rendered"]
pub struct Picture {
    graph: Graph,
    record: Option<Record>,
    colour: Colour,
}

/// The formats, by ending.
const FORMATS: [(&str, Format); 5] = [
    ("txt", |picture, out| write!(out, "{}", picture.graph)),
    ("dot", |picture, out| dot::write(picture.graph.merged(), out)),
    ("svg", |picture, out| out.write_all(picture.svg().as_bytes())),
    ("html", |picture, out| out.write_all(picture.html().as_bytes())),
    ("json", |picture, out| json::write(picture.graph.merged(), out)),
];

type Format = fn(&Picture, &mut dyn Write) -> io::Result<()>;

impl Picture {
    pub(crate) fn new(graph: Graph) -> Picture {
        Picture { graph, record: None, colour: Colour::default() }
    }

    /// Tells what a run did of each task, and lets it choose the colours.
    pub fn record(mut self, record: &Record) -> Picture {
        self.record = Some(record.clone());
        self
    }

    /// What the colours of an `.svg` and `.html` say; of `.html`, what they say at first.
    pub fn colour(mut self, colour: Colour) -> Picture {
        self.colour = colour;
        self
    }

    /// Writes the picture to `path`, in the format that its ending names: `.txt`, `.dot`, `.svg`, `.html` or `.json`.
    ///
    /// # Errors
    ///
    /// `InvalidInput` for another ending, and for a colour that needs a [`record`](Picture::record) where none was
    /// given; `Other` for a graph of which a layer breaks its rules; else what the file system says. All name the path.
    /// Nothing is half written.
    pub fn render(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let path = path.as_ref();
        let invalid = |why: String| {
            let text = format!("can't draw a graph in `{}`: {why}", path.display());
            Err(io::Error::new(io::ErrorKind::InvalidInput, text))
        };
        let ending = path.extension().unwrap_or_default();
        let Some((_, write)) = FORMATS.iter().find(|(name, _)| ending.eq_ignore_ascii_case(name)) else {
            let endings = FORMATS.map(|(name, _)| format!(".{name}")).join(", ");
            return invalid(format!("the ending says the format, one of {endings}"));
        };
        if self.colour.needs_record() && self.record.is_none() {
            return invalid(format!(
                "colours by {} need the record of a run: `.record(&record)`, of a `Record` that observed it",
                self.colour.name()
            ));
        }
        if let Err(error) = self.graph.try_merged() {
            return Err(io::Error::other(format!("can't draw a graph in `{}`: {error}", path.display())));
        }
        file::write_whole(path, |out| write(self, out))
    }

    fn svg(&self) -> String {
        let scene = self.scene();
        let mut paint = paint::paint(self.graph.merged(), &scene, self.colour, self.record.as_ref());
        if self.colour == Colour::Function {
            // Boxes say their function themselves.
            paint.legend.clear();
        }
        svg::drawing(&scene, &paint, svg::Within::File)
    }

    fn html(&self) -> String {
        let scene = self.scene();
        let paints: Vec<_> = Colour::ALL
            .into_iter()
            .filter(|colour| self.record.is_some() || !colour.needs_record())
            .map(|colour| (colour, paint::paint(self.graph.merged(), &scene, colour, self.record.as_ref())))
            .collect();
        html::page(&self.graph, &scene, &paints, self.colour)
    }

    fn scene(&self) -> Scene {
        Scene::new(self.graph.merged(), self.record.as_ref())
    }
}
