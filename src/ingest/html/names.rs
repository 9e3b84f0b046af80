//! What the elements of a page are, by their names, roles and classes.

/// Names after which text begins anew. Asked of every tag, so by the first letter.
pub(in crate::ingest) fn is_block(name: &str) -> bool {
    match name.as_bytes().first() {
        Some(b'a') => matches!(name, "address" | "article" | "aside"),
        Some(b'b') => matches!(name, "blockquote" | "body" | "button"),
        Some(b'c') => matches!(name, "caption" | "center"),
        Some(b'd') => matches!(name, "dd" | "details" | "dialog" | "dir" | "div" | "dl" | "dt"),
        Some(b'f') => matches!(name, "fieldset" | "figcaption" | "figure" | "footer" | "form"),
        Some(b'h') => matches!(
            name,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "head" | "header" | "hgroup" | "hr" | "html"
        ),
        Some(b'l') => matches!(name, "legend" | "li" | "listing"),
        Some(b'm') => matches!(name, "main" | "menu"),
        Some(b'n') => matches!(name, "nav"),
        Some(b'o') => matches!(name, "ol"),
        Some(b'p') => matches!(name, "p" | "plaintext" | "pre"),
        Some(b's') => matches!(name, "section" | "summary"),
        Some(b't') => {
            matches!(name, "table" | "tbody" | "td" | "tfoot" | "th" | "thead" | "title" | "tr")
        }
        Some(b'u') => matches!(name, "ul"),
        Some(b'x') => matches!(name, "xmp"),
        _ => false,
    }
}

/// Names of elements that hold nothing and are never closed.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// The level of a heading's name.
pub(super) fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

/// Why an element of this name holds no text of the page.
pub(super) fn without_text(name: &str) -> Option<&'static str> {
    match name {
        "script" | "noscript" | "template" => Some("script"),
        "style" => Some("style sheet"),
        "svg" | "canvas" | "map" | "object" | "embed" => Some("picture"),
        "audio" | "video" | "iframe" | "frameset" => Some("embedded media"),
        "select" | "textarea" | "datalist" | "progress" | "meter" => Some("form field"),
        _ => None,
    }
}

/// Why an element of this name and with these attributes is of the page and not of its text.
/// `in_text` says that it stands in what is marked as the text.
pub(super) fn furniture(
    name: &str,
    role: &str,
    class: &str,
    id: &str,
    in_text: bool,
) -> Option<&'static str> {
    match name {
        "nav" => return Some(if is_contents(class, id, role) { CONTENTS } else { "navigation" }),
        "footer" if !in_text => return Some("footer"),
        "aside" if !in_text && role != "note" && role != "doc-tip" => return Some("side bar"),
        "body" | "main" | "article" | "html" => return None,
        _ => {}
    }
    match role {
        "navigation" | "menu" | "menubar" | "toolbar" => return Some("navigation"),
        "contentinfo" => return Some("footer"),
        "search" => return Some("search field"),
        "complementary" if !in_text => return Some("side bar"),
        "dialog" | "alertdialog" => return Some("dialog"),
        "doc-toc" => return Some(CONTENTS),
        _ => {}
    }
    if is_contents(class, id, role) {
        return Some(CONTENTS);
    }
    let all = class.split_ascii_whitespace().chain(std::iter::once(id));
    all.filter(|one| !one.is_empty()).find_map(by_class)
}

const CONTENTS: &str = "table of contents";

fn is_contents(class: &str, id: &str, role: &str) -> bool {
    let is_one = |one: &str| {
        matches!(
            one,
            "toc" | "contents" | "table-of-contents" | "tableofcontents" | "toctree-wrapper"
        )
    };
    role == "doc-toc" || class.split_ascii_whitespace().any(is_one) || matches!(id, "toc" | "TOC")
}

/// Names that themes and generators of sites give to what is no text.
fn by_class(class: &str) -> Option<&'static str> {
    let lower = class.to_ascii_lowercase();
    let reason = match lower.as_str() {
        "navbar" | "nav-bar" | "navigation" | "navheader" | "navfooter" | "breadcrumb"
        | "breadcrumbs" | "pagination" | "pager" | "menu" | "main-menu" | "nav-menu"
        | "site-nav" | "site-navigation" | "skip-link" | "skiplink" | "skip-to-content" => {
            "navigation"
        }
        "sidebar" | "side-bar" | "sphinxsidebar" => "side bar",
        "footer" | "site-footer" | "page-footer" | "global-footer" => "footer",
        "headerlink" | "anchorjs-link" | "heading-anchor" => "link to a heading",
        "share" | "share-buttons" | "social" | "social-share" | "social-links" => "share links",
        "advertisement" | "adsbygoogle" | "ad-banner" => "advertisement",
        _ if is_cookie_bar(&lower) => "cookie bar",
        _ => return None,
    };
    Some(reason)
}

fn is_cookie_bar(class: &str) -> bool {
    let says = |word: &str| class.contains(word);
    matches!(class, "cookie" | "cookies" | "gdpr" | "onetrust-consent-sdk" | "cookiebanner")
        || (says("cookie")
            && (says("consent")
                || says("banner")
                || says("bar")
                || says("notice")
                || says("popup")))
}
