//! `?` in a function that returns something else, on a call and in a region.

#[daisy::inline]
fn sum(texts: Vec<String>, first: String) -> f64 {
    let mut sum = parse(first)?;
    for text in &texts {
        sum += text.parse::<f64>()?;
    }
    sum
}

fn parse(text: String) -> Result<f64, std::num::ParseFloatError> {
    text.parse()
}

fn main() {
    let _ = sum(vec!["1".to_owned()], "2").compute();
}
