//! The page at `/`, with a policy that lets it run its own scripts and styles and no others.

use std::fmt::Write;

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, ContentType},
    web::Data,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

use super::state::Shared;

const PAGE: &str = include_str!("page.html");
/// Where the page is told of demo accounts; `null` there means that there are none.
const DEMO: &str = "/*DEMO*/null";

/// The page, and the policy under which it is shown.
#[derive(Clone, Debug)]
pub struct Page {
    html: String,
    policy: String,
}

impl Page {
    /// The page, told of demo accounts as JSON.
    #[must_use]
    pub fn new(demo: Option<&str>) -> Self {
        // A `<` could end the element that holds the JSON.
        let demo = demo.map_or("null".to_owned(), |json| json.replace('<', "\\u003c"));
        Self { html: PAGE.replacen(DEMO, &demo, 1), policy: policy(PAGE) }
    }
}

pub async fn page(shared: Data<Shared>) -> HttpResponse {
    let page = &shared.state.page;
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .insert_header((CONTENT_SECURITY_POLICY, page.policy.as_str()))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(page.html.clone())
}

/// Names the page's inline scripts and styles by their hashes, so that nothing else runs.
fn policy(page: &str) -> String {
    let scripts = hashes(page, "<script>", "</script>");
    let styles = hashes(page, "<style>", "</style>");
    format!(
        "default-src 'none'; script-src{scripts}; style-src{styles}; connect-src 'self'; img-src 'self' data:; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

fn hashes(page: &str, open: &str, close: &str) -> String {
    let mut hashes = String::new();
    let blocks = page.split(open).skip(1).filter_map(|rest| rest.split_once(close));
    for (block, _) in blocks {
        let hash = BASE64_STANDARD.encode(Sha256::digest(block));
        // Writing to a string does not fail.
        let _ = write!(hashes, " 'sha256-{hash}'");
    }
    if hashes.is_empty() { " 'none'".to_owned() } else { hashes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_block_is_named_by_its_hash() {
        let policy = policy("<style>a</style><script>alert(1)</script><p><script>x</script>");
        // The hash of `alert(1)` as browsers report it.
        assert!(
            policy.contains(
                "script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=' 'sha256-"
            ),
            "{policy}"
        );
        assert!(super::policy("").contains("script-src 'none'; style-src 'none'"));
    }

    #[test]
    fn demo_data_cannot_leave_its_element() {
        let page = Page::new(Some(r#"{"password":"</script>"}"#));
        assert!(page.html.contains(r#"{"password":"\u003c/script>"}"#));
        assert!(!page.html.contains(DEMO));
        assert!(Page::new(None).html.contains(r#"id="demo">null<"#));
    }

    #[test]
    fn the_page_has_nothing_that_its_policy_would_stop() {
        for forbidden in [
            " style=\"",
            " onclick=",
            " onload=",
            "<style ",
            "javascript:",
            "src=\"http",
            "href=\"http",
        ] {
            assert!(!PAGE.contains(forbidden), "{forbidden}");
        }
        let with_attributes: Vec<&str> = PAGE.split("<script ").skip(1).collect();
        assert_eq!(with_attributes.len(), 1);
        assert!(with_attributes[0].starts_with(r#"type="application/json" id="demo">"#));
    }
}
