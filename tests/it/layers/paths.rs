//! The paths that a Rust source file names, read from its tokens.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A path as the code names it, with `self` and `super` resolved.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    pub line: usize,
    pub segments: Vec<String>,
}

impl Named {
    /// The layer it leads to, when it leads into this crate.
    pub fn layer(&self) -> Option<&str> {
        match self.segments.as_slice() {
            [root, layer, ..] if root == "crate" || root == "duban" => Some(layer),
            _ => None,
        }
    }

    /// Whether a pattern of `Reserved` is found in it.
    pub fn matches(&self, pattern: &str) -> bool {
        let (first_only, pattern) =
            pattern.strip_prefix("::").map_or((false, pattern), |pattern| (true, pattern));
        let wanted: Vec<&str> = pattern.split("::").collect();
        let mut windows = self.segments.windows(wanted.len());
        if first_only {
            windows.next().is_some_and(|window| window == wanted)
        } else {
            windows.any(|window| window == wanted)
        }
    }
}

/// Every path of two segments and more, every single name that is `use`d, and every method called
/// (as `.name`), in a file whose code is in `module`.
pub fn paths(source: &str, module: &[String]) -> BTreeSet<Named> {
    let tokens: TokenStream = source.parse().expect("a source file that compiles");
    let mut found = BTreeSet::new();
    walk(tokens, module, &mut found);
    found
}

fn walk(tokens: TokenStream, module: &[String], found: &mut BTreeSet<Named>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Ident(word) if *word == "use" => {
                // `impl Trait + use<'a>` captures; it imports nothing.
                let end = at + tokens[at..].iter().take_while(|token| !is(token, ';')).count();
                if !tokens.get(at + 1).is_some_and(|token| is(token, '<')) {
                    use_tree(&tokens[at + 1..end], &[], module, found);
                    at = end;
                }
            }
            TokenTree::Ident(word) if *word == "mod" => {
                if let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(body))) =
                    (tokens.get(at + 1), tokens.get(at + 2))
                {
                    let inner = [module, &[name.to_string()]].concat();
                    walk(body.stream(), &inner, found);
                    at += 2;
                }
            }
            TokenTree::Ident(word) => {
                let line = word.span().start().line;
                let (segments, next) = segments(&tokens, at);
                if segments.len() > 1 && !follows_path(&tokens, at) {
                    found.insert(Named { line, segments: resolve(segments, module) });
                } else if is_method_call(&tokens, at) {
                    found.insert(Named { line, segments: vec![format!(".{word}")] });
                }
                at = next - 1;
            }
            TokenTree::Group(group) => walk(group.stream(), module, found),
            _ => {}
        }
        at += 1;
    }
}

/// The parts of a `use` below `prefix`: `a::{b, c::*} as d`.
fn use_tree(
    tokens: &[TokenTree],
    prefix: &[String],
    module: &[String],
    found: &mut BTreeSet<Named>,
) {
    for branch in tokens.split(|token| is(token, ',')) {
        let start = branch.iter().take_while(|token| is(token, ':')).count();
        let Some(first) = branch.get(start) else { continue };
        let (own, next) = segments(branch, start);
        let mut path = [prefix, &own].concat();
        match branch.get(if own.is_empty() { start } else { next + 2 }) {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                use_tree(&inner, &path, module, found);
                continue;
            }
            Some(star) if is(star, '*') => path.push("*".to_owned()),
            _ => {}
        }
        let line = first.span().start().line;
        found.insert(Named { line, segments: resolve(path, module) });
    }
}

/// The names from `at` on that `::` joins, and where they end.
fn segments(tokens: &[TokenTree], mut at: usize) -> (Vec<String>, usize) {
    let mut names = Vec::new();
    while let Some(TokenTree::Ident(name)) = tokens.get(at) {
        names.push(name.to_string());
        at += 1;
        let joined = tokens.get(at).is_some_and(|token| is(token, ':'))
            && tokens.get(at + 1).is_some_and(|token| is(token, ':'))
            && matches!(tokens.get(at + 2), Some(TokenTree::Ident(_)));
        if !joined {
            break;
        }
        at += 2;
    }
    (names, at)
}

/// Whether the name at `at` goes on a path that a turbofish or a qualified self has broken, and so
/// starts none: `A::<B>::name`, `<A as B>::name`, but not `-> ::name`.
fn follows_path(tokens: &[TokenTree], at: usize) -> bool {
    let before = |back: usize, wanted| at >= back && is(&tokens[at - back], wanted);
    before(1, ':') && before(2, ':') && before(3, '>') && !before(4, '-') && !before(4, '=')
}

/// `.name(…)` and `.name::<…>(…)`, but neither a field nor the end of a range.
fn is_method_call(tokens: &[TokenTree], at: usize) -> bool {
    let before = |back: usize| at >= back && is(&tokens[at - back], '.');
    let called = match tokens.get(at + 1) {
        Some(TokenTree::Group(arguments)) => arguments.delimiter() == Delimiter::Parenthesis,
        Some(next) => is(next, ':'),
        None => false,
    };
    before(1) && !before(2) && called
}

/// `self` and `super` at the start of a path become the module they stand for.
fn resolve(segments: Vec<String>, module: &[String]) -> Vec<String> {
    let ups = segments.iter().take_while(|name| *name == "super" || *name == "self").count();
    let own = segments.first().is_some_and(|name| name == "self");
    let supers = if own { ups - 1 } else { ups };
    // `use a::{self}` ends in a self that is no start.
    let segments: Vec<String> = match segments.last() {
        Some(last) if last == "self" && ups < segments.len() => {
            segments[..segments.len() - 1].to_vec()
        }
        _ => segments,
    };
    if ups == 0 {
        return segments;
    }
    let kept = module.len().saturating_sub(supers);
    let mut path = vec!["crate".to_owned()];
    path.extend_from_slice(&module[..kept]);
    path.extend_from_slice(&segments[ups..]);
    path
}

fn is(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}
