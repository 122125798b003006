//! What listings call a text.

use super::absorb::is_chain_of;
use super::lower::is_path;
use super::operators::operator;
use super::stage::bare;
use quote::ToTokens;
use syn::{Expr, UnOp};

/// What a listing calls a text.
pub(crate) fn name_of(expr: &Expr) -> String {
    let last = |path: &syn::Path| path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    match bare(expr) {
        Expr::MethodCall(call) => {
            let before = if is_chain_of(&call.receiver) { name_of(&call.receiver) } else { String::new() };
            let method = call.method.to_string();
            if before.is_empty() { method } else { format!("{before}.{method}") }
        }
        Expr::Field(field) => {
            let before = if is_chain_of(&field.base) { name_of(&field.base) } else { String::new() };
            format!("{before}.{}", field.member.to_token_stream())
        }
        Expr::Index(index) => {
            let before = if is_chain_of(&index.expr) { name_of(&index.expr) } else { String::new() };
            format!("{before}[]")
        }
        Expr::Cast(cast) => {
            let before = if is_chain_of(&cast.expr) { format!("{} ", name_of(&cast.expr)) } else { String::new() };
            format!("{before}as {}", cast.ty.to_token_stream())
        }
        Expr::Try(tried) => name_of(&tried.expr),
        Expr::Unary(unary) => match unary.op {
            UnOp::Deref(_) => "deref".to_owned(),
            UnOp::Neg(_) => "neg".to_owned(),
            _ => "not".to_owned(),
        },
        Expr::Binary(binary) => operator(&binary.op).map_or("operator", |(name, _)| name).to_owned(),
        Expr::Call(call) => match bare(&call.func) {
            Expr::Path(path) => {
                let names: Vec<_> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
                names[names.len().saturating_sub(2)..].join("::")
            }
            _ => "call".to_owned(),
        },
        Expr::Macro(mac) => last(&mac.mac.path),
        Expr::Struct(literal) => last(&literal.path),
        Expr::Tuple(_) => "tuple".to_owned(),
        Expr::Array(_) | Expr::Repeat(_) => "array".to_owned(),
        Expr::Range(_) => "range".to_owned(),
        Expr::Match(_) => "match".to_owned(),
        Expr::If(_) => "if let".to_owned(),
        Expr::ForLoop(_) => "for".to_owned(),
        Expr::While(_) => "while".to_owned(),
        Expr::Loop(_) => "loop".to_owned(),
        Expr::Reference(reference) => name_of(&reference.expr),
        expr if is_path(expr, "self") => "self".to_owned(),
        _ => "text".to_owned(),
    }
}
