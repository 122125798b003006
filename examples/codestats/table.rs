//! The report as a person reads it.

use std::cmp::Reverse;
use std::fmt::Write;

use comfy_table::{Attribute, Cell, CellAlignment, LineStyle, Table, presets};

use crate::Outcome;
use crate::measure::Counts;
use crate::pipeline::{Problem, Report, Stage};

/// How many files that failed are named.
const NAMED: usize = 20;

pub(crate) fn render(outcome: &Outcome, top: usize) -> String {
    let Report { packages, total, problems, .. } = &outcome.report;
    let unparsed = problems.iter().filter(|problem| problem.stage == Stage::Parse).count();
    let folded = total.files + unparsed - outcome.parsed;
    let mut paragraphs = vec![packages_table(&outcome.report, top).trim_fmt()];
    if !outcome.report.imports.is_empty() {
        paragraphs.push(imports_table(&outcome.report, top).trim_fmt());
    }
    let (packages, lines) = (count(packages.len(), "package"), count(total.lines, "line"));
    let files = count(total.files, "file");
    let mut summary = format!("{files} of {packages}, {lines}, in {:.1} s.", outcome.seconds);
    if folded > 0 {
        let (files, parses) = (count(folded, "file"), count(outcome.parsed, "parse"));
        let _ = write!(summary, "\n{files} had the content of another and needed no parse: {parses} did for all.");
    }
    paragraphs.push(summary);
    if !problems.is_empty() {
        paragraphs.push(failures(problems));
    }
    paragraphs.join("\n\n") + "\n"
}

fn failures(problems: &[Problem]) -> String {
    let mut text = format!("{} could not be measured:", count(problems.len(), "file"));
    for Problem { path, stage, reason } in problems.iter().take(NAMED) {
        let colon = if *stage == Stage::Parse { ":" } else { ": " };
        let _ = write!(text, "\n  {}{colon}{reason}", path.display());
    }
    if problems.len() > NAMED {
        let _ = write!(text, "\n  and {} more, which --json names", problems.len() - NAMED);
    }
    text
}

fn packages_table(report: &Report, top: usize) -> Table {
    let header = ["package", "files", "lines", "functions", "unsafe", "deepest", "longest function", "lines"];
    let mut table = table(&header, &[0, 6]);
    let mut packages: Vec<_> = report.packages.iter().collect();
    packages.sort_by_key(|package| Reverse(package.counts.lines));
    let (shown, others) = packages.split_at(top.min(packages.len()));
    for package in shown {
        let version = package.version.as_deref().unwrap_or_default();
        table.add_row(row(format!("{} {version}", package.name), &package.counts));
    }
    if !others.is_empty() {
        let mut rest = Counts::default();
        others.iter().for_each(|package| rest.add(&package.counts));
        table.add_row(row(format!("{} more", grouped(others.len())), &rest));
    }
    let total = row("total".into(), &report.total);
    let widths = {
        let mut with_total = table.clone();
        with_total.add_row(total.clone());
        with_total.column_max_content_widths()
    };
    table.add_row(widths.iter().map(|&width| "─".repeat(width.into())));
    table.add_row(total.into_iter().map(|cell| Cell::new(cell).add_attribute(Attribute::Bold)));
    table
}

fn row(name: String, counts: &Counts) -> Vec<String> {
    let numbers = [counts.files, counts.lines, counts.functions, counts.unsafe_blocks, counts.deepest_nesting];
    let longest = counts.longest_function.as_ref();
    let longest = longest.map_or_else(Default::default, |it| [it.name.clone(), grouped(it.lines)]);
    [name].into_iter().chain(numbers.map(grouped)).chain(longest).collect()
}

fn imports_table(report: &Report, top: usize) -> Table {
    let mut table = table(&["most imported", "files", "packages"], &[0]);
    let mut imports: Vec<_> = report.imports.iter().collect();
    imports.sort_by_key(|(_, imported)| Reverse((imported.files, imported.packages)));
    for (name, imported) in imports.into_iter().take(top) {
        table.add_row([name.clone(), grouped(imported.files), grouped(imported.packages)]);
    }
    table
}

/// A table whose columns are of numbers, but for some.
fn table(header: &[&str], texts: &[usize]) -> Table {
    let mut table = Table::new();
    let line = LineStyle::none().fill('─').junction('─');
    table.load_style(presets::NOTHING.header_separator(line)).set_header(header);
    for (index, column) in table.column_iter_mut().enumerate() {
        let text = texts.contains(&index);
        column.set_cell_alignment(if text { CellAlignment::Left } else { CellAlignment::Right });
    }
    table
}

fn count(n: usize, what: &str) -> String {
    format!("{} {what}{}", grouped(n), if n == 1 { "" } else { "s" })
}

/// 1234567 as 1,234,567.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}
