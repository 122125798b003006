//! Folders that clean up after themselves, pictures as text, and drawings read back.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use daisy::{Graph, Picture};
use roxmltree::{Document, Node};

/// A new empty folder, removed with all in it when dropped.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("daisy-pictures-{}-{}", std::process::id(), NEXT.fetch_add(1, Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The names of the files in it.
    pub fn files(&self) -> Vec<String> {
        let name = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
        fs::read_dir(&self.0).unwrap().map(|entry| name(entry.unwrap())).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

/// The picture in the format of this ending.
pub fn rendered(graph: &Graph, ending: &str) -> String {
    drawn(&graph.picture(), ending)
}

pub fn drawn(picture: &Picture, ending: &str) -> String {
    let folder = Folder::new();
    let path = folder.path().join(format!("picture.{ending}"));
    picture.render(&path).unwrap();
    fs::read_to_string(path).unwrap()
}

/// One `<g>` of a drawing.
#[derive(Debug)]
pub struct Item {
    pub class: String,
    pub title: String,
    pub label: String,
    pub fill: String,
    pub asked_for: bool,
}

/// The items of a drawing, in order. Fails unless it is well-formed XML and every item has one title and one label.
pub fn items(svg: &str) -> Vec<Item> {
    let document = Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
    let named = |node: &Node<'_, '_>, name: &str| node.has_tag_name(("http://www.w3.org/2000/svg", name));
    let only = |node: Node<'_, '_>, name: &str| {
        let [found] = node.children().filter(|child| named(child, name)).collect::<Vec<_>>()[..] else {
            panic!("not one <{name}> in an item: {svg}")
        };
        found.text().unwrap().to_owned()
    };
    let item = |node: Node<'_, '_>| {
        let rects: Vec<_> = node.children().filter(|child| named(child, "rect")).collect();
        Item {
            class: node.attribute("class").unwrap().to_owned(),
            title: only(node, "title"),
            label: only(node, "text"),
            fill: rects[0].attribute("fill").unwrap().to_owned(),
            asked_for: rects.iter().any(|rect| rect.attribute("class") == Some("asked")),
        }
    };
    document.descendants().filter(|node| named(node, "g")).map(item).collect()
}

/// How many items are of this class.
pub fn count(items: &[Item], class: &str) -> usize {
    items.iter().filter(|item| item.class == class).count()
}

/// The item whose title begins with this name and a dash or a count.
#[track_caller]
pub fn item_of<'a>(items: &'a [Item], name: &str) -> &'a Item {
    let is_it = |item: &&Item| item.title.strip_prefix(name).is_some_and(|rest| rest.starts_with(['-', ' ']));
    items.iter().find(is_it).unwrap_or_else(|| panic!("no `{name}` among {items:?}"))
}
