//! Numbers, dates and times of a spreadsheet as a person sees them, by the format of their cell.
//!
//! Read are the formats of figures: fixed decimals, thousands, percent, currencies, text around
//! them, and what is shown of negative numbers and of nothing. Fractions, exponents and conditions
//! are not: such a number is written plainly. A file does not tell in which language it is looked
//! at: the point stands before decimals, the comma between thousands, and a date is written
//! `2024-03-14`, with as much of it as its format shows.

use calamine::ExcelDateTime;

/// The longest format that a spreadsheet writes, in bytes.
const MAX_CODE_BYTES: usize = 255 * 4;

/// A number of more digits is not kept exactly, and written plainly.
const MAX_NUMBER: f64 = 1e15;

/// `number` in the format `code`.
pub(super) fn number(number: f64, code: &str) -> String {
    formatted(number, code).unwrap_or_else(|| plain(number))
}

/// A number without what the arithmetic of the machine adds to it.
fn plain(number: f64) -> String {
    let rounded: f64 = format!("{number:.11e}").parse().unwrap_or(number);
    rounded.to_string()
}

/// A date or a time in the format `code`: its year, month and day, its hour and minute, or those
/// of them that the format shows.
pub(super) fn moment(moment: &ExcelDateTime, code: &str) -> String {
    if moment.is_duration() {
        return duration(moment.as_f64());
    }
    let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
    let shows = |wanted: &[char]| {
        let mut parts = parts(code).unwrap_or_default().into_iter().flatten();
        parts.any(|part| matches!(part, Part::Other(one) if wanted.contains(&one)))
    };
    let date = match (shows(&['y', 'e']), shows(&['m']), shows(&['d'])) {
        (true, false, false) => format!("{year:04}"),
        (true, true, false) if !shows(&['h', 's']) => format!("{year:04}-{month:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}"),
    };
    let time = format!("{hour:02}:{minute:02}");
    let (dates, times) = (shows(&['y', 'e', 'd']), shows(&['h', 's']));
    match (moment.as_f64() < 1.0, (hour, minute) == (0, 0)) {
        (true, _) => time,
        _ if times && !dates => time,
        (false, true) => date,
        (false, false) if dates && !times => date,
        (false, false) => format!("{date} {time}"),
    }
}

/// Hours, minutes and, where there are some, seconds.
fn duration(days: f64) -> String {
    let seconds = (days.abs() * 86_400.0).round();
    if MAX_NUMBER < seconds || !seconds.is_finite() {
        return plain(days);
    }
    let sign = if days < 0.0 && 0.0 < seconds { "-" } else { "" };
    let (hours, minutes) = ((seconds / 3600.0).floor(), (seconds / 60.0).floor() % 60.0);
    match seconds % 60.0 {
        0.0 => format!("{sign}{hours}:{minutes:02}"),
        seconds => format!("{sign}{hours}:{minutes:02}:{seconds:02}"),
    }
}

/// A piece of a format.
#[derive(Debug, Clone, PartialEq)]
enum Part {
    /// Stands as it is.
    Literal(char),
    /// A digit: `0`, `#` or `?`.
    Digit(char),
    Point,
    Comma,
    Percent,
    /// What is no format of figures, in a small letter.
    Other(char),
}

/// The sections of `code`, which `;` parts; `None` where its condition decides between them.
fn parts(code: &str) -> Option<Vec<Vec<Part>>> {
    if MAX_CODE_BYTES < code.len() {
        return None;
    }
    let mut sections = vec![Vec::new()];
    let mut chars = code.chars();
    while let Some(one) = chars.next() {
        let mut add = |part| {
            if let Some(last) = sections.last_mut() {
                last.push(part);
            }
        };
        match one {
            ';' => sections.push(Vec::new()),
            '"' => {
                for quoted in chars.by_ref().take_while(|one| *one != '"') {
                    add(Part::Literal(quoted));
                }
            }
            '\\' => add(Part::Literal(chars.next()?)),
            // As wide as the next character.
            '_' => {
                chars.next()?;
                add(Part::Literal(' '));
            }
            // The next character as often as there is room.
            '*' => add(Part::Literal(chars.next()?)),
            '[' => {
                let inside: String = chars.by_ref().take_while(|one| *one != ']').collect();
                match inside.strip_prefix('$') {
                    // A currency, and the language behind a bar.
                    Some(currency) => {
                        let sign = currency.split('-').next().unwrap_or_default();
                        sign.chars().for_each(|one| add(Part::Literal(one)));
                    }
                    None if inside.starts_with(['<', '>', '=']) => return None,
                    // Else a colour.
                    None => {}
                }
            }
            '0' | '#' | '?' => add(Part::Digit(one)),
            '.' => add(Part::Point),
            ',' => add(Part::Comma),
            '%' => add(Part::Percent),
            '/' | '@' | 'a'..='z' | 'A'..='Z' => {
                add(Part::Other(one.to_ascii_lowercase()));
            }
            _ => add(Part::Literal(one)),
        }
    }
    Some(sections)
}

/// `number` in the format `code`; `None` where that is no format of figures that is read here.
fn formatted(number: f64, code: &str) -> Option<String> {
    if code.eq_ignore_ascii_case("general") || !number.is_finite() {
        return None;
    }
    let sections = parts(code)?;
    let (at, sign) = match sections.len() {
        0 | 1 => (0, number < 0.0),
        2 => (usize::from(number < 0.0), false),
        _ if number < 0.0 => (1, false),
        _ if number == 0.0 => (2, false),
        _ => (0, false),
    };
    let section = Section::of(&sections[at])?;
    let text = section.write(number.abs())?;
    let is_nothing = !text.contains(|one: char| ('1'..='9').contains(&one));
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(if sign && !is_nothing { format!("-{text}") } else { text })
}

/// A section of a format of figures.
struct Section<'p> {
    /// Literals, digits and percent signs.
    whole: Vec<&'p Part>,
    /// Those behind the point, if there is one.
    decimals: Option<Vec<&'p Part>>,
    /// Whether thousands are parted.
    groups: bool,
    /// What the number is multiplied with.
    factor: f64,
}

impl<'p> Section<'p> {
    fn of(parts: &'p [Part]) -> Option<Section<'p>> {
        let is_digit = |part: &Part| matches!(part, Part::Digit(_));
        let point = parts.iter().position(|part| *part == Part::Point);
        let last = parts[..point.unwrap_or(parts.len())].iter().rposition(is_digit);
        let mut section = Section { whole: Vec::new(), decimals: None, groups: false, factor: 1.0 };
        for (at, part) in parts.iter().enumerate() {
            match part {
                Part::Other(_) => return None,
                Part::Point if section.decimals.is_some() => return None,
                Part::Point => section.decimals = Some(Vec::new()),
                // Between digits it parts thousands; behind the last one it leaves three out.
                Part::Comma if last.is_some_and(|last| at < last) => section.groups = true,
                Part::Comma => section.factor /= 1000.0,
                part => {
                    if *part == Part::Percent {
                        section.factor *= 100.0;
                    }
                    section.decimals.as_mut().unwrap_or(&mut section.whole).push(part);
                }
            }
        }
        Some(section)
    }

    /// The text of `number`, which is not negative.
    fn write(&self, number: f64) -> Option<String> {
        let count =
            |parts: &[&Part]| parts.iter().filter(|one| matches!(one, Part::Digit(_))).count();
        let places = self.decimals.as_deref().map_or(0, count);
        let number = number * self.factor;
        if MAX_NUMBER <= number {
            return None;
        }
        // A half is rounded up, also where the machine's number is a little less.
        let digits = format!("{:.places$}", number * (1.0 + 2.0 * f64::EPSILON));
        let (whole, decimals) = digits.split_once('.').unwrap_or((&digits, ""));
        let mut text = self.write_whole(if whole == "0" { "" } else { whole }, count(&self.whole));
        if let Some(parts) = &self.decimals {
            write_decimals(&mut text, parts, decimals);
        }
        Some(text)
    }

    /// The digits before the point, from the last to the first.
    fn write_whole(&self, digits: &str, mut places: usize) -> String {
        let mut left = digits.chars().rev().peekable();
        let mut reversed: Vec<char> = Vec::new();
        let mut written = 0;
        let mut write = |reversed: &mut Vec<char>, digit: char| {
            if self.groups && 0 < written && written % 3 == 0 {
                reversed.push(',');
            }
            reversed.push(digit);
            written += 1;
        };
        if places == 0 && self.decimals.is_some() {
            left.by_ref().for_each(|digit| write(&mut reversed, digit));
        }
        for part in self.whole.iter().rev() {
            match part {
                Part::Digit(kind) => {
                    match (left.next(), kind) {
                        (Some(digit), _) => write(&mut reversed, digit),
                        (None, '0') => write(&mut reversed, '0'),
                        _ => {}
                    }
                    places -= 1;
                    if places == 0 {
                        left.by_ref().for_each(|digit| write(&mut reversed, digit));
                    }
                }
                Part::Percent => reversed.push('%'),
                Part::Literal(one) => reversed.push(*one),
                _ => {}
            }
        }
        reversed.iter().rev().collect()
    }
}

/// The point and the digits behind it, without those that a format leaves out.
fn write_decimals(text: &mut String, parts: &[&Part], digits: &str) {
    let kinds = parts.iter().filter_map(|part| match part {
        Part::Digit(kind) => Some(*kind),
        _ => None,
    });
    let shown = kinds.zip(digits.chars()).enumerate();
    let shown = shown.filter(|(_, (kind, digit))| *kind == '0' || *digit != '0');
    let count = shown.last().map_or(0, |(at, _)| at + 1);
    if 0 < count {
        text.push('.');
    }
    let mut left = digits.chars().take(count);
    for part in parts {
        match part {
            Part::Digit(_) => text.extend(left.next()),
            Part::Percent => text.push('%'),
            Part::Literal(one) => text.push(*one),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn figures_are_written_as_they_are_shown() {
        for (value, code, shown) in [
            (0.155, "General", "0.155"),
            (0.1 + 0.2, "General", "0.3"),
            (0.155, "0%", "16%"),
            (0.155, "0.00%", "15.50%"),
            (0.155, "0.0 %", "15.5 %"),
            (2.675, "0.00", "2.68"),
            (0.5, "0", "1"),
            (1_234_567.891, "#,##0.00", "1,234,567.89"),
            (1234.5, "\"$\"#,##0.00", "$1,234.50"),
            (1234.5, "#,##0.00\\ [$€-407]", "1,234.50 €"),
            (1234.5, "[$£-809]#,##0;[Red]\\-[$£-809]#,##0", "£1,235"),
            (-1234.5, "[$£-809]#,##0;[Red]\\-[$£-809]#,##0", "-£1,235"),
            (-7.0, "_($* #,##0.00_);_($* (#,##0.00);_($* \"-\"??_);_(@_)", "$ (7.00)"),
            (0.0, "_($* #,##0.00_);_($* (#,##0.00);_($* \"-\"??_);_(@_)", "$ -"),
            (-7.25, "0.0", "-7.3"),
            (-0.01, "0.0", "0.0"),
            (0.25, ".00", ".25"),
            (12.5, ".00", "12.50"),
            (12.5, "0.0##", "12.5"),
            (12.0, "0.##", "12"),
            (7.0, "000", "007"),
            (12_500_000.0, "0.0,,\" M\"", "12.5 M"),
            (5_551_234.0, "000-0000", "555-1234"),
            (3.0, "0 \"items\"", "3 items"),
            (4.0, "0;;", "4"),
            (0.0, "0;-0;;@", ""),
            // What is not read is written plainly.
            (0.5, "# ?/?", "0.5"),
            (12345.0, "0.00E+00", "12345"),
            (150.0, "[>100]0.0;0.00", "150"),
            (1e18, "0.00", "1000000000000000000"),
            (f64::NAN, "0.00", "NaN"),
        ] {
            assert_eq!(number(value, code), shown, "{value} as {code}");
        }
    }

    #[test]
    fn of_a_date_what_its_format_shows() {
        let shown =
            |value: f64, kind, code: &str| moment(&ExcelDateTime::new(value, kind, false), code);
        let at = |value, code| shown(value, ExcelDateTimeType::DateTime, code);
        assert_eq!(at(45_365.0, "mm-dd-yy"), "2024-03-14");
        assert_eq!(at(45_365.75, "d\\.m\\.yyyy\\ hh:mm"), "2024-03-14 18:00");
        assert_eq!(at(45_365.75, "d mmmm yyyy"), "2024-03-14");
        assert_eq!(at(45_365.0, "mmm-yy"), "2024-03");
        assert_eq!(at(45_365.0, "yyyy"), "2024");
        assert_eq!(at(45_365.75, "h:mm AM/PM"), "18:00");
        assert_eq!(at(0.75, "h:mm"), "18:00");
        let lasts = |value| shown(value, ExcelDateTimeType::TimeDelta, "[h]:mm");
        assert_eq!([lasts(1.5), lasts(-0.5), lasts(f64::INFINITY)], ["36:00", "-12:00", "inf"]);
        assert_eq!(lasts(0.000_5), "0:00:43");
    }

    #[test]
    fn any_format_gives_a_text() {
        let parts = ["0", "#", "?", ".", ",", "%", "\"", "\\", "_", "*", "[", "]", "[$é-4]", ";"];
        let mut state = 1_u64;
        for _ in 0..50_000 {
            let mut code = String::new();
            for _ in 0..8 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                code.push_str(parts[(state >> 33) as usize % parts.len()]);
            }
            for value in [0.0, -1.5, 1e300, f64::MIN_POSITIVE, 123_456.789] {
                assert!(number(value, &code).len() < 600, "{value} as {code}");
            }
        }
    }
}
