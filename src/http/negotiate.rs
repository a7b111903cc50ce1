//! Which media type an answer has, and whether a body's is taken.

use actix_web::http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};

/// The media types of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/json`: the status says little, the body everything.
    Json,
    /// `application/graphql-response+json`: the status says whether the operation ran.
    GraphqlResponse,
}

impl Media {
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        }
    }

    const fn subtype(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::GraphqlResponse => "graphql-response+json",
        }
    }

    /// Chooses by the `Accept` headers, or nothing if neither type is accepted. Without a header, or
    /// under a wildcard, it is JSON; where both are named alike, the one whose status tells more.
    pub fn negotiate(headers: &HeaderMap) -> Option<Self> {
        let mut ranges = Vec::new();
        for header in headers.get_all(ACCEPT) {
            // A header that is not text names no type of ours.
            ranges.extend(header.to_str().unwrap_or("invalid").split(',').filter_map(Range::read));
        }
        if ranges.is_empty() {
            return Some(Self::Json);
        }
        let json = wanted(&ranges, Self::Json);
        let graphql = wanted(&ranges, Self::GraphqlResponse);
        match (json, graphql) {
            (None, None) => None,
            (Some(_), None) => Some(Self::Json),
            (None, Some(_)) => Some(Self::GraphqlResponse),
            (Some(json), Some(graphql)) => {
                let named = graphql.precision == Precision::Type;
                let better =
                    graphql.quality > json.quality || (graphql.quality >= json.quality && named);
                Some(if better { Self::GraphqlResponse } else { Self::Json })
            }
        }
    }
}

/// How exactly a range names a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Precision {
    Any,
    Application,
    Type,
}

/// One element of an `Accept` header. Qualities are in thousandths.
struct Range<'a> {
    kind: &'a str,
    subtype: &'a str,
    quality: u16,
}

#[derive(Clone, Copy)]
struct Wanted {
    precision: Precision,
    quality: u16,
}

impl<'a> Range<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let name = parts.next().filter(|name| !name.is_empty())?;
        let (kind, subtype) = name.split_once('/').unwrap_or((name, ""));
        let mut quality = 1000;
        for parameter in parts {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let value = value.trim().trim_matches('"');
            if name.trim().eq_ignore_ascii_case("q") {
                quality = thousandths(value);
            } else if name.trim().eq_ignore_ascii_case("charset") && !is_utf8(value) {
                quality = 0;
            }
        }
        Some(Self { kind, subtype, quality })
    }

    fn precision(&self, media: Media) -> Option<Precision> {
        if self.kind == "*" && self.subtype == "*" {
            return Some(Precision::Any);
        }
        if !self.kind.eq_ignore_ascii_case("application") {
            return None;
        }
        if self.subtype == "*" {
            Some(Precision::Application)
        } else {
            self.subtype.eq_ignore_ascii_case(media.subtype()).then_some(Precision::Type)
        }
    }
}

/// The most precise range for a type decides; of several alike, the most favourable.
fn wanted(ranges: &[Range<'_>], media: Media) -> Option<Wanted> {
    ranges
        .iter()
        .filter_map(|range| {
            range.precision(media).map(|precision| Wanted { precision, quality: range.quality })
        })
        .max_by_key(|wanted| (wanted.precision, wanted.quality))
        .filter(|wanted| wanted.quality > 0)
}

fn thousandths(text: &str) -> u16 {
    match text.split_once('.').unwrap_or((text, "")) {
        ("1", fraction) if fraction.bytes().all(|digit| digit == b'0') => 1000,
        ("0", fraction) if fraction.len() <= 3 => format!("{fraction:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

fn is_utf8(charset: &str) -> bool {
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}

/// Whether the body is plain JSON in UTF-8. A form or `text/plain` could be sent by any web page,
/// and a compressed body could be larger than it looks.
pub fn takes_body(headers: &HeaderMap) -> bool {
    let plain = headers
        .get_all(CONTENT_ENCODING)
        .all(|encoding| encoding.as_bytes().eq_ignore_ascii_case(b"identity"));
    let mut types = headers.get_all(CONTENT_TYPE);
    let json = match (types.next().and_then(|value| value.to_str().ok()), types.next()) {
        (Some(value), None) => is_json(value),
        _ => false,
    };
    plain && json
}

fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
        && parts.all(|parameter| match parameter.split_once('=') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
                is_utf8(value.trim().trim_matches('"'))
            }
            _ => true,
        })
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn accept() {
        use Media::{GraphqlResponse, Json};
        for (header, expected) in [
            ("*/*", Some(Json)),
            ("application/*", Some(Json)),
            ("application/json", Some(Json)),
            ("Application/JSON; Charset=UTF-8", Some(Json)),
            ("application/graphql-response+json", Some(GraphqlResponse)),
            (
                "application/graphql-response+json; charset=utf-8, application/json; charset=utf-8",
                Some(GraphqlResponse),
            ),
            ("application/json, application/graphql-response+json", Some(GraphqlResponse)),
            ("application/json, application/graphql-response+json;q=0.9", Some(Json)),
            (
                "application/json;q=0.5, application/graphql-response+json;q=0.51",
                Some(GraphqlResponse),
            ),
            ("application/json;q=0, */*", Some(GraphqlResponse)),
            ("application/graphql-response+json, */*;q=0.1", Some(GraphqlResponse)),
            ("text/html,application/xml;q=0.9,*/*;q=0.8", Some(Json)),
            ("text/html", None),
            ("application/json;q=0", None),
            ("application/json;charset=gbk", None),
            ("application/json;q=x", None),
            ("", Some(Json)),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(header));
            assert_eq!(Media::negotiate(&headers), expected, "{header}");
        }
        assert_eq!(Media::negotiate(&HeaderMap::new()), Some(Json));
    }

    #[test]
    fn content_types() {
        for (header, expected) in [
            ("application/json", true),
            ("application/json; charset=utf-8", true),
            ("Application/JSON;charset=\"UTF-8\"", true),
            ("application/json; charset=gbk", false),
            ("application/jsonp", false),
            ("text/plain", false),
            ("multipart/form-data; boundary=x", false),
            ("application/x-www-form-urlencoded", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(header));
            assert_eq!(takes_body(&headers), expected, "{header}");
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            assert!(!takes_body(&headers));
        }
        assert!(!takes_body(&HeaderMap::new()));
    }
}
