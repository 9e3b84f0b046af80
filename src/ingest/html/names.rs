//! What the elements of a page are, by their names, roles and classes.

use std::borrow::Cow;

macro_rules! elements {
    ($($name:ident = $text:literal,)*) => {
        /// An element, by its name. Those that mean something here, and the usual ones within a
        /// line, are told apart once a tag and take no memory of their own.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(in crate::ingest) enum Element {
            $($name,)*
            /// One that only ends what it began.
            Other(Box<[u8]>),
        }

        impl Element {
            /// The element `name`, which is in lower case.
            pub(in crate::ingest) fn of(name: &[u8]) -> Element {
                match name {
                    $($text => Element::$name,)*
                    _ => Element::Other(name.into()),
                }
            }
        }
    };
}

elements! {
    A = b"a",
    Abbr = b"abbr",
    Address = b"address",
    Area = b"area",
    Article = b"article",
    Aside = b"aside",
    Audio = b"audio",
    B = b"b",
    Base = b"base",
    BaseFont = b"basefont",
    BgSound = b"bgsound",
    Big = b"big",
    BlockQuote = b"blockquote",
    Body = b"body",
    Br = b"br",
    Button = b"button",
    Canvas = b"canvas",
    Caption = b"caption",
    Center = b"center",
    Cite = b"cite",
    Code = b"code",
    Col = b"col",
    ColGroup = b"colgroup",
    DataList = b"datalist",
    Dd = b"dd",
    Del = b"del",
    Details = b"details",
    Dfn = b"dfn",
    Dialog = b"dialog",
    Dir = b"dir",
    Div = b"div",
    Dl = b"dl",
    Dt = b"dt",
    Em = b"em",
    Embed = b"embed",
    FieldSet = b"fieldset",
    FigCaption = b"figcaption",
    Figure = b"figure",
    Font = b"font",
    Footer = b"footer",
    Form = b"form",
    Frame = b"frame",
    FrameSet = b"frameset",
    H1 = b"h1",
    H2 = b"h2",
    H3 = b"h3",
    H4 = b"h4",
    H5 = b"h5",
    H6 = b"h6",
    Head = b"head",
    Header = b"header",
    HGroup = b"hgroup",
    Hr = b"hr",
    Html = b"html",
    I = b"i",
    Iframe = b"iframe",
    Img = b"img",
    Input = b"input",
    Ins = b"ins",
    Kbd = b"kbd",
    KeyGen = b"keygen",
    Label = b"label",
    Legend = b"legend",
    Li = b"li",
    Link = b"link",
    Listing = b"listing",
    Main = b"main",
    Map = b"map",
    Mark = b"mark",
    Menu = b"menu",
    Meta = b"meta",
    Meter = b"meter",
    Nav = b"nav",
    NoEmbed = b"noembed",
    NoFrames = b"noframes",
    NoScript = b"noscript",
    Object = b"object",
    Ol = b"ol",
    Option = b"option",
    P = b"p",
    Param = b"param",
    Path = b"path",
    PlainText = b"plaintext",
    Pre = b"pre",
    Progress = b"progress",
    Q = b"q",
    S = b"s",
    Samp = b"samp",
    Script = b"script",
    Section = b"section",
    Select = b"select",
    Small = b"small",
    Source = b"source",
    Span = b"span",
    Strike = b"strike",
    Strong = b"strong",
    Style = b"style",
    Sub = b"sub",
    Summary = b"summary",
    Sup = b"sup",
    Svg = b"svg",
    Table = b"table",
    TBody = b"tbody",
    Td = b"td",
    Template = b"template",
    TextArea = b"textarea",
    TFoot = b"tfoot",
    Th = b"th",
    THead = b"thead",
    Time = b"time",
    Title = b"title",
    Tr = b"tr",
    Track = b"track",
    Tt = b"tt",
    U = b"u",
    Ul = b"ul",
    Var = b"var",
    Video = b"video",
    Wbr = b"wbr",
    Xmp = b"xmp",
}

impl Element {
    /// Whether text begins anew after it.
    #[rustfmt::skip]
    pub(in crate::ingest) fn is_block(&self) -> bool {
        use Element::*;
        matches!(
            self,
            Address | Article | Aside | BlockQuote | Body | Button | Caption | Center | Dd
                | Details | Dialog | Dir | Div | Dl | Dt | FieldSet | FigCaption | Figure | Footer
                | Form | H1 | H2 | H3 | H4 | H5 | H6 | Head | Header | HGroup | Hr | Html | Legend
                | Li | Listing | Main | Menu | Nav | Ol | P | PlainText | Pre | Section | Summary
                | Table | TBody | Td | TFoot | Th | THead | Title | Tr | Ul | Xmp
        )
    }

    /// Whether it holds nothing and is never closed.
    #[rustfmt::skip]
    pub(super) fn is_void(&self) -> bool {
        use Element::*;
        matches!(
            self,
            Area | Base | BaseFont | BgSound | Br | Col | Embed | Frame | Hr | Img | Input
                | KeyGen | Link | Meta | Param | Source | Track | Wbr
        )
    }

    /// The level of a heading.
    pub(in crate::ingest) fn heading_level(&self) -> Option<u8> {
        Some(match self {
            Element::H1 => 1,
            Element::H2 => 2,
            Element::H3 => 3,
            Element::H4 => 4,
            Element::H5 => 5,
            Element::H6 => 6,
            _ => return None,
        })
    }

    /// Why it holds no text of the page.
    pub(super) fn without_text(&self) -> Option<&'static str> {
        use Element::*;
        match self {
            Script | NoScript | Template => Some("script"),
            Style => Some("style sheet"),
            Svg | Canvas | Map | Object | Embed => Some("picture"),
            Audio | Video | Iframe | FrameSet => Some("embedded media"),
            Select | TextArea | DataList | Progress | Meter => Some("form field"),
            // What is struck out holds no more, and would run together with what replaces it.
            Del | S | Strike => Some("deleted text"),
            _ => None,
        }
    }
}

/// What is of the page and not of its text, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Furniture {
    Surely(&'static str),
    /// Parts of a text have such a name, too: it is, if it holds hardly more than links.
    OfLinks(&'static str),
    /// The same, if no heading is in it and there are links.
    Untitled(&'static str),
    /// Surely, unless it is a section whose id is made of its heading; then as `OfLinks`.
    UnlessTitled(&'static str),
}

/// Why an element with these attributes is of the page and not of its text.
/// `in_text` says that it stands in what is marked as the text.
pub(super) fn furniture(
    element: &Element,
    role: &str,
    class: &str,
    id: &str,
    in_text: bool,
) -> Option<Furniture> {
    let surely = |reason| Some(Furniture::Surely(reason));
    match element {
        Element::Nav => {
            let is_contents = is_contents(class, id, role) || has(class, "contents");
            return surely(if is_contents { CONTENTS } else { "navigation" });
        }
        Element::Footer if !in_text => return surely("footer"),
        Element::Aside if !in_text && role != "note" && role != "doc-tip" => {
            return surely("side bar");
        }
        Element::Body | Element::Main | Element::Article | Element::Html => return None,
        _ => {}
    }
    match role {
        "navigation" | "menu" | "menubar" | "toolbar" => return surely("navigation"),
        "contentinfo" => return surely("footer"),
        "search" => return surely("search field"),
        "complementary" if !in_text => return surely("side bar"),
        "dialog" | "alertdialog" => return surely(DIALOG),
        "doc-toc" => return surely(CONTENTS),
        _ => {}
    }
    // The id of a heading, and often that of its section, is made of what it says.
    if element.heading_level().is_some() {
        return None;
    }
    if is_contents(class, id, role) {
        return surely(CONTENTS);
    }
    if has(class, "contents") {
        return Some(Furniture::OfLinks(CONTENTS));
    }
    let is_section = *element == Element::Section || has(class, "section");
    let by_id = || match by_name(id)? {
        Furniture::Surely(reason) if is_section => Some(Furniture::UnlessTitled(reason)),
        found => Some(found),
    };
    let found = class.split_ascii_whitespace().find_map(by_name).or_else(by_id);
    // What opens a dialog is often called like it, and a text may show parts of it so.
    let may_open = in_text || *element == Element::A;
    let found = found.filter(|found| *found != Furniture::Surely(DIALOG) || !may_open);
    let is_header = *element == Element::Header && !in_text;
    found.or(is_header.then_some(Furniture::Untitled("header of the page")))
}

/// Why what is to be shared is left out.
pub(super) const SHARE_LINKS: &str = "share links";

const DIALOG: &str = "dialog";

const CONTENTS: &str = "table of contents";

fn has(class: &str, name: &str) -> bool {
    class.split_ascii_whitespace().any(|one| one == name)
}

fn is_contents(class: &str, id: &str, role: &str) -> bool {
    let is_one = |one: &str| {
        matches!(one, "toc" | "table-of-contents" | "tableofcontents" | "toctree-wrapper")
    };
    role == "doc-toc" || class.split_ascii_whitespace().any(is_one) || matches!(id, "toc" | "TOC")
}

/// Names that themes and generators of sites give to what is no text.
fn by_name(name: &str) -> Option<Furniture> {
    let mut lower = Cow::from(name);
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        lower.to_mut().make_ascii_lowercase();
    }
    use Furniture::{OfLinks, Surely};
    Some(match &*lower {
        "navbar" | "nav-bar" | "navheader" | "navfooter" | "breadcrumb" | "breadcrumbs"
        | "pagination" | "pager" | "nav-menu" | "site-nav" | "site-navigation" | "skip-link"
        | "skiplink" | "skip-to-content" => Surely("navigation"),
        // A restaurant has a menu, and a club a social life.
        "navigation" | "menu" | "main-menu" => OfLinks("navigation"),
        "topbar" | "top-bar" | "utility-bar" => OfLinks("top of the page"),
        "logo" | "site-logo" | "custom-logo-link" | "brand" | "navbar-brand" | "site-branding" => {
            OfLinks("logo")
        }
        "sidebar" | "side-bar" | "sphinxsidebar" => Surely("side bar"),
        "widget" | "widgets" | "widget-area" => OfLinks("side bar"),
        "footer" | "site-footer" | "page-footer" | "global-footer" => Surely("footer"),
        "headerlink" | "anchorjs-link" | "heading-anchor" => Surely("link to a heading"),
        "share" | "social" => OfLinks(SHARE_LINKS),
        "share-buttons" | "social-share" | "social-links" => Surely(SHARE_LINKS),
        "advertisement" | "adsbygoogle" | "ad-banner" => Surely("advertisement"),
        _ if is_cookie_bar(&lower) => Surely("cookie bar"),
        _ if is_popup(&lower) => Surely(DIALOG),
        _ => return None,
    })
}

/// Whether what is called so is shown over the page when somebody asks for it.
fn is_popup(name: &str) -> bool {
    let mut parts = name.split(['-', '_']);
    // "no-popup" and "with-lightbox" say what the page has.
    let is_of_it =
        parts.next().is_some_and(|first| matches!(first, "no" | "with" | "has" | "without"));
    !is_of_it
        && name
            .rsplit(['-', '_'])
            .next()
            .is_some_and(|last| matches!(last, "popup" | "modal" | "lightbox"))
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
