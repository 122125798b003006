//! What one file is measured by: a visitor over its syntax tree.

use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::panic::resume_unwind;
use std::thread;

use serde::Serialize;
use syn::visit::{self, Visit};

/// What parses on the stack of a worker. A parser that calls itself needs `STACK` for more, and even
/// that ends where one expression has some 100,000 operators.
const EASY: Depth = Depth { brackets: 32, run: 128 };
const STACK: usize = 256 << 20;

/// Brackets within brackets that even `STACK` might not do for.
const TOO_DEEP: usize = 4096;

/// What is measured of a file, a package, and everything.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Counts {
    pub(crate) files: usize,
    pub(crate) lines: usize,
    pub(crate) functions: usize,
    pub(crate) unsafe_blocks: usize,
    pub(crate) longest_function: Option<Function>,
    pub(crate) deepest_nesting: usize,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) lines: usize,
}

impl Counts {
    pub(crate) fn add(&mut self, other: &Counts) {
        self.files += other.files;
        self.lines += other.lines;
        self.functions += other.functions;
        self.unsafe_blocks += other.unsafe_blocks;
        self.deepest_nesting = self.deepest_nesting.max(other.deepest_nesting);
        let lines = |function: &Option<Function>| function.as_ref().map_or(0, |function| function.lines);
        if lines(&other.longest_function) > lines(&self.longest_function) {
            self.longest_function = other.longest_function.clone();
        }
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Measures {
    pub(crate) counts: Counts,
    /// First segments of `use` paths that name nothing declared in the file.
    pub(crate) imports: BTreeSet<String>,
    pub(crate) modules: BTreeSet<String>,
}

/// Where and why a file does not parse.
#[derive(Debug)]
pub(crate) struct Unparsable {
    place: Option<(usize, usize)>,
    message: String,
}

impl fmt::Display for Unparsable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some((line, column)) => write!(f, "{line}:{column}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for Unparsable {}

impl From<syn::Error> for Unparsable {
    fn from(error: syn::Error) -> Unparsable {
        let start = error.span().start();
        Unparsable { place: Some((start.line, start.column + 1)), message: error.to_string() }
    }
}

/// Parses and measures a file, on a thread with more stack than a worker has if it looks deep.
pub(crate) fn measures(text: &str) -> Result<Measures, Unparsable> {
    let fail = |message| Unparsable { place: None, message };
    let depth = Depth::of(text);
    if depth.brackets > TOO_DEEP {
        return Err(fail(format!("{} brackets are open at once, and {TOO_DEEP} is the limit", depth.brackets)));
    }
    if depth.brackets <= EASY.brackets && depth.run <= EASY.run {
        return parse(text);
    }
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || parse(text));
        let thread = thread.map_err(|error| fail(format!("no thread to parse it: {error}")))?;
        thread.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

fn parse(text: &str) -> Result<Measures, Unparsable> {
    let measures = syn::parse_file(text).map(|file| Visitor::measure(text, &file)).map_err(Unparsable::from);
    // All spans of a thread stay in its memory, text and all, until this.
    proc_macro2::extra::invalidate_current_thread_spans();
    measures
}

/// How deep a parser may have to go, at a glance: strings and comments count, which does no harm.
#[derive(Default)]
struct Depth {
    /// Brackets open at once.
    brackets: usize,
    /// Operators with no `;` or `,` among them: `!!!!x`, `a + b + c`.
    run: usize,
}

impl Depth {
    fn of(text: &str) -> Depth {
        let (mut open, mut run, mut most) = (0usize, 0, Depth::default());
        for byte in text.bytes() {
            match byte {
                b'(' | b'[' | b'{' => open += 1,
                b')' | b']' | b'}' => open = open.saturating_sub(1),
                b';' | b',' => run = 0,
                b'!' | b'&' | b'*' | b'-' | b'+' | b'=' | b'<' | b'|' | b'.' | b'?' => run += 1,
                _ => {}
            }
            most = Depth { brackets: most.brackets.max(open), run: most.run.max(run) };
        }
        most
    }
}

#[derive(Default)]
struct Visitor {
    measures: Measures,
    declared: HashSet<String>,
    depth: usize,
    /// The type whose `impl`, or the trait, around the function.
    owner: Option<String>,
}

impl Visitor {
    fn measure(text: &str, file: &syn::File) -> Measures {
        let mut visitor = Visitor::default();
        visitor.visit_file(file);
        let Visitor { mut measures, declared, .. } = visitor;
        measures.counts.files = 1;
        measures.counts.lines = text.lines().count();
        measures.imports.retain(|name| !declared.contains(name));
        measures
    }

    fn function(&mut self, signature: &syn::Signature, body: &syn::Block) {
        let lines = body.brace_token.span.close().end().line - signature.fn_token.span.start().line + 1;
        let owner = self.owner.as_ref().map(|owner| format!("{owner}::")).unwrap_or_default();
        let function = Function { name: format!("{owner}{}", signature.ident), lines };
        let longest_function = Some(function);
        self.measures.counts.add(&Counts { functions: 1, longest_function, ..Counts::default() });
    }

    fn within(&mut self, owner: Option<String>, visit: impl FnOnce(&mut Visitor)) {
        let outer = std::mem::replace(&mut self.owner, owner);
        visit(self);
        self.owner = outer;
    }

    fn declare(&mut self, name: &syn::Ident) {
        self.declared.insert(name.to_string());
    }

    fn import(&mut self, tree: &syn::UseTree, first: bool) {
        match tree {
            syn::UseTree::Path(path) => {
                if first {
                    self.measures.imports.insert(path.ident.to_string());
                }
                self.import(&path.tree, false);
            }
            syn::UseTree::Name(name) if !first => self.declare(&name.ident),
            syn::UseTree::Rename(rename) => self.declare(&rename.rename),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, first)),
            _ => {}
        }
    }
}

impl<'ast> Visit<'ast> for Visitor {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.within(None, |visitor| {
            visitor.function(&item.sig, &item.block);
            visit::visit_item_fn(visitor, item);
        });
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(body) = &item.default {
            self.function(&item.sig, body);
        }
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let owner = match &*item.self_ty {
            syn::Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
            _ => None,
        };
        self.within(owner, |visitor| visit::visit_item_impl(visitor, item));
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.within(Some(item.ident.to_string()), |visitor| visit::visit_item_trait(visitor, item));
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        self.depth += 1;
        let deepest = &mut self.measures.counts.deepest_nesting;
        *deepest = self.depth.max(*deepest);
        visit::visit_block(self, block);
        self.depth -= 1;
    }

    fn visit_expr_unsafe(&mut self, block: &'ast syn::ExprUnsafe) {
        self.measures.counts.unsafe_blocks += 1;
        visit::visit_expr_unsafe(self, block);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.declare(&item.ident);
        self.measures.modules.insert(item.ident.to_string());
        visit::visit_item_mod(self, item);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.declare(&item.ident);
        visit::visit_item_enum(self, item);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.import(&item.tree, true);
    }
}
