//! The page in a real browser: its own script runs, and one of ours clicks, types and writes down what it sees.
//!
//! Runs where there is a chromium: the program `DAISY_CHROMIUM` names, or one on the path.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use daisy::{Graph, Inline, Record};
use serde_json::{Value, json};

use crate::common::functions::{inc, number, total};
use crate::shared::Folder;

fn chromium() -> Option<PathBuf> {
    if let Some(program) = std::env::var_os("DAISY_CHROMIUM") {
        return Some(program.into());
    }
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome"];
    std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name))).find(|file| file.is_file())
}

/// What `script`, a function body, returns in the page once that is loaded; none where there is no browser.
fn seen(graph: &Graph, record: &Record, script: &str) -> Option<Value> {
    let Some(browser) = chromium() else {
        eprintln!("no chromium here: the page was not tried in a browser");
        return None;
    };
    let folder = Folder::new();
    let page = folder.path().join("page.html");
    graph.picture().record(record).render(&page).unwrap();
    let html = fs::read_to_string(&page).unwrap();
    let ours = format!(
        "<script>let trouble = [];\naddEventListener('error', (event) => trouble.push(event.message));</script>{html}\
         <script>addEventListener('load', () => {{\nlet seen;\ntry {{ seen = (() => {{ {script} }})(); }}\n\
         catch (error) {{ trouble.push(String(error)); }}\n\
         document.body.innerHTML = '<pre id=seen></pre>';\n\
         document.getElementById('seen').textContent = 'SEEN' + btoa(unescape(encodeURIComponent(\
         JSON.stringify({{ seen, trouble }})))) + 'SEEN';\n}});</script>"
    );
    // The document type comes first, or the browser would guess.
    fs::write(&page, format!("<!DOCTYPE html>{}", ours.replacen("<!DOCTYPE html>", "", 1))).unwrap();
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"])
        .args(["--disable-component-update", "--disable-sync", "--window-size=1000,700", "--dump-dom"])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    let dom = String::from_utf8_lossy(&output.stdout);
    let text = dom.split("SEEN").nth(1).unwrap_or_else(|| {
        panic!("the page said nothing: {dom}\n{}", String::from_utf8_lossy(&output.stderr));
    });
    let mut json: Value = serde_json::from_slice(&from_base64(text)).unwrap();
    assert_eq!(json["trouble"], json!([]));
    Some(json["seen"].take())
}

fn from_base64(text: &str) -> Vec<u8> {
    let digit =
        |c: u8| b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".iter().position(|&d| d == c);
    let bits = text.bytes().filter_map(digit).fold((Vec::new(), 0u32, 0), |(mut bytes, bits, count), digit| {
        let (bits, count) = (bits << 6 | digit as u32, count + 6);
        if count < 8 {
            return (bytes, bits, count);
        }
        bytes.push((bits >> (count - 8)) as u8);
        (bytes, bits & ((1 << (count - 8)) - 1), count - 8)
    });
    bits.0
}

fn example() -> (Graph, Record) {
    let sum = total((1..=3).map(|n| inc(number(n))).collect::<Vec<_>>());
    let record = Record::new();
    sum.compute().on(Inline).observe(record.clone()).wait().unwrap();
    (sum.graph(), record)
}

#[test]
fn a_page_moves_zooms_and_fits() {
    let (graph, record) = example();
    let script = "
        const box = () => svg.getAttribute('viewBox').split(' ').map(Number);
        const press = (key) => stage.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
        const point = (type, id, x, y) => stage.dispatchEvent(
            new PointerEvent(type, { pointerId: id, clientX: x, clientY: y, bubbles: true }));
        const seen = { whole: box() };
        by('in').click(); seen.zoomed = box();
        by('out').click(); seen.back = box();
        press('ArrowRight'); seen.right = box();
        press('0'); seen.fit = box();
        stage.dispatchEvent(new WheelEvent('wheel', { deltaY: -100, clientX: 500, clientY: 400, cancelable: true }));
        seen.wheel = box();
        by('fit').click();
        point('pointerdown', 1, 100, 100); point('pointermove', 1, 150, 100); point('pointerup', 1, 150, 100);
        seen.dragged = box();
        by('fit').click();
        point('pointerdown', 1, 400, 300); point('pointerdown', 2, 500, 300);
        point('pointermove', 2, 600, 300); seen.pinched = box();
        return seen;";
    let Some(seen) = seen(&graph, &record, script) else { return };
    let view = |name: &str| -> [f64; 4] { std::array::from_fn(|i| seen[name][i].as_f64().unwrap()) };
    let near = |a: [f64; 4], b: [f64; 4]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 0.01);
    let whole = view("whole");
    assert!((view("zoomed")[2] - whole[2] / 1.4).abs() < 0.01, "{seen}");
    assert!(near(view("back"), whole), "{seen}");
    assert!(view("right")[0] > whole[0] && view("right")[1] == whole[1], "{seen}");
    assert!(near(view("fit"), whole), "{seen}");
    assert!(view("wheel")[2] < whole[2], "{seen}");
    assert!(view("dragged")[0] < whole[0] && view("dragged")[1] == whole[1], "{seen}");
    assert!((view("pinched")[2] - whole[2] / 2.0).abs() < 0.01, "{seen}");
}

#[test]
fn a_search_marks_what_it_finds_and_goes_there() {
    let (graph, record) = example();
    let key = graph.roots().next().unwrap().key().to_string();
    let script = format!(
        "const type = (text) => {{ search.value = text; search.dispatchEvent(new Event('input')); }};
        const found = () => [...document.querySelectorAll('g.found text')].map((text) => text.textContent);
        const centred = () => {{
            const at = document.querySelector('g.current').getBoundingClientRect(), own = stage.getBoundingClientRect();
            return Math.hypot(at.x + at.width / 2 - own.x - own.width / 2, at.y + at.height / 2 - own.y - own.height / 2);
        }};
        const seen = {{}};
        type('INC'); seen.inc = found(); seen.status = by('found').textContent; seen.off = centred();
        const first = document.querySelector('g.current');
        search.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'Enter' }}));
        seen.second = by('found').textContent; seen.moved = first !== document.querySelector('g.current');
        seen.still = centred();
        type('{key}'); seen.key = found();
        type('nowhere'); seen.nothing = [found().length, by('found').textContent];
        search.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'Escape' }}));
        seen.after = [search.value, found().length, svg.classList.contains('searching')];
        return seen;"
    );
    let Some(seen) = seen(&graph, &record, &script) else { return };
    let labels = |name: &str| seen[name].as_array().unwrap().len();
    assert_eq!((labels("inc"), labels("key")), (3, 1), "{seen}");
    assert_eq!((&seen["status"], &seen["second"], &seen["moved"]), (&json!("1 of 3"), &json!("2 of 3"), &json!(true)));
    assert!(seen["off"].as_f64().unwrap() < 3.0 && seen["still"].as_f64().unwrap() < 3.0, "{seen}");
    assert!(seen["key"][0].as_str().unwrap().contains("total("), "{seen}");
    assert_eq!(seen["nothing"], json!([0, "nothing found"]));
    assert_eq!(seen["after"], json!(["", 0, false]));
}

#[test]
fn each_task_has_a_tooltip_by_pointer_and_by_keyboard() {
    let (graph, record) = example();
    let script = "
        const all = [...document.querySelectorAll('main g')], g = all.at(-1), seen = { items: all.length };
        seen.before = tip.hidden;
        g.dispatchEvent(new PointerEvent('pointerenter')); seen.pointer = [tip.hidden, tip.textContent];
        g.dispatchEvent(new PointerEvent('pointerleave')); seen.left = tip.hidden;
        g.focus(); seen.focused = [tip.hidden, document.activeElement === g, g.getAttribute('aria-label')];
        seen.reachable = all.every((g) => g.tabIndex === 0);
        return seen;";
    let Some(seen) = seen(&graph, &record, script) else { return };
    assert_eq!((&seen["items"], &seen["before"], &seen["left"]), (&json!(10), &json!(true), &json!(true)));
    let text = seen["pointer"][1].as_str().unwrap();
    assert!(text.starts_with("total-") && text.contains("took ") && text.contains("asked for"), "{text}");
    assert_eq!(seen["pointer"][0], json!(false));
    assert_eq!(seen["focused"], json!([false, true, text]));
    assert_eq!(seen["reachable"], json!(true));
}

#[test]
fn the_menu_recolours_and_the_legend_says_what_it_means() {
    let (graph, record) = example();
    let script = "
        const seen = { menu: [...by('colour').options].map((option) => option.textContent), title: document.title };
        for (const name of seen.menu) {
            by('colour').value = name;
            by('colour').dispatchEvent(new Event('change'));
            const fills = [...document.querySelectorAll('main g rect')].map((rect) => rect.getAttribute('fill'));
            seen[name] = [fills, by('legend').textContent];
        }
        return seen;";
    let Some(seen) = seen(&graph, &record, script) else { return };
    assert_eq!(seen["title"], "total: 7 tasks");
    assert_eq!(seen["menu"], json!(["function", "order", "time", "result size", "outcome"]));
    assert_eq!(seen["function"][1], "numberinctotal");
    assert_eq!(seen["outcome"][1], "donedid not runcancelledfailed");
    let fills = |name: &str| seen[name][0].as_array().unwrap().clone();
    assert!(fills("function").len() == 10 && fills("function") != fills("order"));
    assert_eq!(fills("outcome").iter().filter(|fill| *fill == "#a8ddb0").count(), 7);
}
