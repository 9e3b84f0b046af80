//! Where a link leads, written behind its text: `the manual <https://example.org/manual>`.
//!
//! In a format whose text is extracted the address of a link would be lost, while Markdown keeps it
//! in sight. It stands in what is shown and not in what is matched. A link that is relative is told
//! where the page says what its own address is; else it leads nowhere that a reader could go.

/// The longest address that is told, in bytes.
const MAX_BYTES: usize = 500;

/// Schemes that a reader can follow.
const SCHEMES: [&str; 5] = ["http", "https", "ftp", "mailto", "tel"];

/// What stands behind the link `text` to `href` on a page with the address `base`; `None` where it
/// leads to the same page, nowhere that can be told, or says its address itself.
pub(super) fn behind(text: &str, href: &str, base: Option<&str>) -> Option<String> {
    let address = followable(href, base)?;
    if text.trim().is_empty() || bare(text) == bare(&address) {
        return None;
    }
    Some(format!(" <{address}>"))
}

/// `href` as a whole address.
fn followable(href: &str, base: Option<&str>) -> Option<String> {
    let href: String =
        href.trim().chars().filter(|one| !matches!(one, '\t' | '\n' | '\r')).collect();
    if href.is_empty() || href.starts_with('#') {
        return None;
    }
    let whole = match scheme(&href) {
        Some(scheme) if SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()) => href,
        Some(_) => return None,
        None => resolved(&href, base?)?,
    };
    let same_page = base.is_some_and(|base| {
        whole.contains('#') && without_fragment(&whole) == without_fragment(base)
    });
    let mut address = String::with_capacity(whole.len());
    for one in whole.chars() {
        match one {
            ' ' => address.push_str("%20"),
            '<' => address.push_str("%3C"),
            '>' => address.push_str("%3E"),
            one if one.is_control() || one.is_whitespace() => return None,
            one => address.push(one),
        }
    }
    (!same_page && address.len() <= MAX_BYTES).then_some(address)
}

fn without_fragment(address: &str) -> &str {
    address.split('#').next().unwrap_or(address)
}

fn scheme(href: &str) -> Option<&str> {
    let (scheme, _) = href.split_once(':')?;
    let is_scheme = scheme.starts_with(|one: char| one.is_ascii_alphabetic())
        && scheme.chars().all(|one| one.is_ascii_alphanumeric() || "+-.".contains(one));
    is_scheme.then_some(scheme)
}

/// The relative `href` from `base` on (RFC 3986, 5.2), if that is an address of the web.
fn resolved(href: &str, base: &str) -> Option<String> {
    let (scheme, rest) = base.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    if let Some(host) = href.strip_prefix("//") {
        return Some(format!("{scheme}://{host}"));
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    if href.starts_with('?') {
        return Some(format!("{scheme}://{host}{path}{href}"));
    }
    let end = href.find(['?', '#']).unwrap_or(href.len());
    let (own, query) = href.split_at(end);
    let folder = match own.starts_with('/') {
        true => "",
        false => path.rsplit_once('/').map_or("", |(folder, _)| folder),
    };
    let mut parts: Vec<&str> = Vec::new();
    let mut ends_open = false;
    for part in folder.split('/').chain(own.split('/')) {
        ends_open = matches!(part, "." | ".." | "");
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let slash = if ends_open && !parts.is_empty() { "/" } else { "" };
    Some(format!("{scheme}://{host}/{}{slash}{query}", parts.join("/")))
}

/// What tells two spellings of one address alike.
fn bare(text: &str) -> String {
    let text = text.trim().to_lowercase();
    let text = ["https://", "http://", "mailto:", "tel:", "ftp://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme))
        .unwrap_or(&text);
    text.trim_start_matches("www.").trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_where_it_can_be_followed() {
        let base = Some("https://example.org/docs/faq.html?x=1#top");
        for (href, told) in [
            ("https://a.example/b c", Some("https://a.example/b%20c")),
            ("mailto:a@b.example", Some("mailto:a@b.example")),
            ("../b/./c.html#d", Some("https://example.org/b/c.html#d")),
            ("/top", Some("https://example.org/top")),
            ("sub/", Some("https://example.org/docs/sub/")),
            ("..", Some("https://example.org/")),
            ("../../../x", Some("https://example.org/x")),
            ("?page=2", Some("https://example.org/docs/faq.html?page=2")),
            ("//b.example/x", Some("https://b.example/x")),
            ("a\nb", Some("https://example.org/docs/ab")),
            ("#here", None),
            ("javascript:alert(1)", None),
            ("data:text/plain,x", None),
            ("https://a.example/\u{1b}[31m", None),
            ("", None),
        ] {
            assert_eq!(followable(href, base).as_deref(), told, "{href}");
        }
        assert_eq!(followable("../b.html", None), None);
        assert_eq!(followable("b.html", Some("file:///x/y")), None);
        assert_eq!(followable("faq.html?x=1#a", base), None);
    }

    #[test]
    fn a_link_that_says_its_address_is_left_alone() {
        let told = |text, href| behind(text, href, None);
        assert_eq!(told("here", "https://a.example/").as_deref(), Some(" <https://a.example/>"));
        assert_eq!(told("www.A.example", "https://a.example/"), None);
        assert_eq!(told("a@b.example", "mailto:a@b.example"), None);
        assert_eq!(told(" ", "https://a.example/"), None);
    }
}
