//! A task reads at most sixteen variables.

#[daisy::inline]
fn all(x: u8) -> String {
    let (a, b, c, d, e, f) = (x + 1, x + 2, x + 3, x + 4, x + 5, x + 6);
    let (g, h, i, j, k, l) = (x + 11, x + 12, x + 13, x + 14, x + 15, x + 16);
    let (m, n, o, p, q, r) = (x + 21, x + 22, x + 23, x + 24, x + 25, x + 26);
    format!("{a}{b}{c}{d}{e}{f}{g}{h}{i}{j}{k}{l}{m}{n}{o}{p}{q}{r}")
}

fn main() {
    let _ = all(1u8).compute();
}
