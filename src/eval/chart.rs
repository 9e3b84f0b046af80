//! The two diagrams of the report, as SVG.
//!
//! Colours are those of the light page. The page's style sheet changes them by the attributes that
//! are written here, so each is used for one purpose.

use plotters::{
    chart::{ChartBuilder, ChartContext, LabelAreaPosition},
    coord::{Shift, cartesian::Cartesian2d, types::RangedCoordf64},
    drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea},
    element::{Circle, PathElement, Rectangle, Text},
    prelude::{DrawingBackend, SVGBackend},
    series::{DashedLineSeries, LineSeries},
    style::{
        Color, IntoFont, RGBColor, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use crate::eval::metrics::{Bin, RiskPoint};

/// Width and height in units of the SVG; the page scales it.
const SIZE: (u32, u32) = (560, 420);

/// Text and axes.
pub(super) const INK: RGBColor = RGBColor(0x3d, 0x46, 0x52);
/// Grid lines.
pub(super) const GRID: RGBColor = RGBColor(0xd8, 0xde, 0xe6);
/// The measured values.
pub(super) const MEASURED: RGBColor = RGBColor(0x1f, 0x5f, 0xd0);
/// What would be ideal.
pub(super) const IDEAL: RGBColor = RGBColor(0x8a, 0x94, 0xa3);

/// A colour as it stands in the attributes of the SVG.
pub(super) fn attribute(color: RGBColor) -> String {
    let RGBColor(red, green, blue) = color;
    format!("#{red:02X}{green:02X}{blue:02X}")
}

/// A chosen point of the risk–coverage curve.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub(super) name: &'static str,
    pub(super) coverage: f64,
    pub(super) risk: f64,
}

/// For each bin of confidence the share that was right, beside the diagonal of a perfect estimate,
/// and how many replies it holds.
pub(super) fn reliability(bins: &[Bin]) -> String {
    svg("Reliability diagram: the share that is right over the confidence", |area| {
        let mut chart = axes(area, 1.1, 11, ["confidence", "share right"])?;
        for bin in bins.iter().filter(|bin| 0 < bin.count) {
            let corners = [(bin.from + 0.006, 0.0), (bin.to - 0.006, bin.right)];
            chart.draw_series([Rectangle::new(corners, MEASURED.mix(0.28).filled())])?;
        }
        let diagonal = [(0.0, 0.0), (1.0, 1.0)];
        chart.draw_series(DashedLineSeries::new(diagonal, 5, 5, IDEAL.stroke_width(1)))?;
        for bin in bins.iter().filter(|bin| 0 < bin.count) {
            let ends = vec![(bin.confidence, bin.confidence), (bin.confidence, bin.right)];
            chart.draw_series([PathElement::new(ends, MEASURED.stroke_width(1))])?;
            let at = (bin.confidence, bin.right);
            chart.draw_series([Circle::new(at, 4, MEASURED.filled())])?;
            // In one row, where no bar, point or line comes.
            let middle = (f64::midpoint(bin.from, bin.to), 1.03);
            let style = text(15).pos(Pos::new(HPos::Center, VPos::Bottom));
            chart.draw_series([Text::new(bin.count.to_string(), middle, style)])?;
        }
        Ok(())
    })
}

/// The share of wrong replies over the share of answered questions.
pub(super) fn risk_coverage(curve: &[RiskPoint], marks: &[Mark]) -> String {
    let top = curve.iter().map(|point| point.risk).fold(0.0, f64::max);
    let top = ((top * 10.0).ceil() / 10.0).clamp(0.1, 1.0);
    svg("Risk-coverage curve: the share that is wrong over the share answered", |area| {
        let mut chart = axes(
            area,
            top * 1.04,
            8,
            ["share of the questions answered, the surest first", "share of those wrong"],
        )?;
        let line = curve.iter().map(|point| (point.coverage, point.risk));
        chart.draw_series(LineSeries::new(line, MEASURED.stroke_width(2)))?;
        for mark in marks {
            let at = (mark.coverage, mark.risk);
            chart.draw_series([Circle::new(at, 5, MEASURED.filled())])?;
            // Towards the side that has room, and below: the curve mostly rises.
            let (side, shift) =
                if 0.7 < mark.coverage { (HPos::Right, -0.015) } else { (HPos::Left, 0.015) };
            let (height, lift) =
                if mark.risk < top * 0.12 { (VPos::Bottom, 0.03) } else { (VPos::Top, -0.03) };
            let style = text(16).pos(Pos::new(side, height));
            let place = (at.0 + shift, at.1 + lift * top);
            chart.draw_series([Text::new(mark.name, place, style)])?;
        }
        Ok(())
    })
}

fn label(share: f64) -> String {
    // No minus before a rounded zero.
    format!("{:.0} %", share * 100.0 + 0.0)
}

fn text(size: u32) -> TextStyle<'static> {
    TextStyle::from(("sans-serif", size).into_font()).color(&INK)
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Failed<'a> = DrawingAreaErrorKind<<SVGBackend<'a> as DrawingBackend>::ErrorType>;
type Drawn<'a> = Result<(), Failed<'a>>;
type Axes<'area, 'svg> =
    ChartContext<'area, SVGBackend<'svg>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// A chart with its axes drawn: 0 to 1 to the right, 0 to `top` upwards; `said` under the one and
/// beside the other.
fn axes<'area, 'svg>(
    area: &'area Area<'svg>,
    top: f64,
    y_labels: usize,
    said: [&str; 2],
) -> Result<Axes<'area, 'svg>, Failed<'svg>> {
    let mut chart = ChartBuilder::on(area)
        .margin(12)
        .margin_right(28)
        .set_label_area_size(LabelAreaPosition::Left, 64)
        .set_label_area_size(LabelAreaPosition::Bottom, 48)
        .build_cartesian_2d(0.0..1.0, 0.0..top)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .x_labels(11)
        .y_labels(y_labels)
        .y_label_formatter(&|share| label(*share))
        .x_label_formatter(&|share| label(*share))
        .x_desc(said[0])
        .y_desc(said[1])
        .light_line_style(RGBColor(0, 0, 0).mix(0.0))
        .bold_line_style(GRID)
        .axis_style(INK)
        .label_style(text(16))
        .axis_desc_style(text(17))
        .draw()?;
    Ok(chart)
}

/// What `draw` draws, with `name` for who does not see it.
fn svg(name: &str, draw: impl for<'a> FnOnce(&Area<'a>) -> Drawn<'a>) -> String {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        // Writing to a string fails only where the layout does: then the tables say the same.
        if draw(&area).and_then(|()| area.present()).is_err() {
            return format!("<p>{name}: cannot be drawn.</p>");
        }
    }
    svg.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{name}\" "), 1)
}
