//! Draws measures and outlets on one time axis, relative to H-hour.

use std::fmt::Write as _;

use crate::model::offset::Offset;
use crate::model::time::Instant;
use crate::view::impact::{ImpactView, OutletImpact, SpanRow, TimingRow};

use super::{Drawing, HtmlText};

/// The width of a drawing, in its own units.
const WIDE: f64 = 960.0;
/// The width of the column of names.
const NAMES: f64 = 210.0;
/// The free space at the right edge.
const EDGE: f64 = 30.0;
/// The height of a row.
const ROW: f64 = 22.0;
/// The height of the axis.
const AXIS: f64 = 30.0;

const MINUTE: i64 = 60_000;

/// The possible distances between ticks, in minutes.
const STEPS: [i64; 12] = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 10_080];
/// The maximum number of ticks.
const MOST_TICKS: i64 = 14;

/// Draws when each measure is carried out in the best, usual and worst case, and when each outlet is off air. `None` if
/// the plan has no H-hour or no times.
pub fn timeline(view: &ImpactView) -> Option<Drawing> {
    let h_hour = view.h_hour?;
    let timed: Vec<(&OutletImpact, &TimingRow)> =
        view.outlets.iter().filter_map(|outlet| Some((outlet, outlet.timing.as_ref()?))).collect();
    let starts = view.spans.iter().map(|span| span.start);
    let ends = view.spans.iter().map(|span| span.bad);
    let (first, last) = (starts.chain([h_hour]).min()?, ends.chain([h_hour]).max()?);
    if view.spans.is_empty() {
        return None;
    }
    let axis = Axis::over(h_hour, first, last);
    let rows = timed.len() + view.spans.len();
    let height = row(rows + 1) + 8.0;
    let mut svg = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        svg,
        "<svg viewBox=\"0 0 {WIDE} {height}\" role=\"img\" aria-label=\"Timeline of outlets and measures from H-hour\">"
    );
    // Behind everything else: a band for every second row of measures.
    for index in (0..view.spans.len()).step_by(2) {
        let y = row(timed.len() + 1 + index);
        let _ = writeln!(
            svg,
            "<rect class=\"band\" x=\"0\" y=\"{y:.1}\" width=\"{WIDE}\" height=\"{ROW}\" opacity=\".6\"/>"
        );
    }
    axis.draw(&mut svg, height);
    let mut y = AXIS;
    for (outlet, timing) in timed {
        outlet_row(&mut svg, &axis, y, outlet, timing);
        y += ROW;
    }
    y += ROW;
    for span in &view.spans {
        span_row(&mut svg, &axis, y, span);
        y += ROW;
    }
    svg.push_str("</svg>\n");
    Some(Drawing(svg))
}

/// The top of a row.
fn row(index: usize) -> f64 {
    AXIS + ROW * f64::from(u32::try_from(index).unwrap_or(u32::MAX))
}

struct Axis {
    h_hour: Instant,
    from: i64,
    to: i64,
    step: i64,
}

impl Axis {
    /// The axis from the tick before `first` to the tick after `last`.
    fn over(h_hour: Instant, first: Instant, last: Instant) -> Self {
        let (first, last) = (first.millis() - h_hour.millis(), last.millis() - h_hour.millis());
        let fits = |step: &i64| (last - first) / (step * MINUTE) < MOST_TICKS;
        let longest = STEPS.len() - 1;
        let step = STEPS.into_iter().find(fits).unwrap_or(STEPS[longest]) * MINUTE;
        let (from, to) = (first.div_euclid(step) * step, (last.div_euclid(step) + 1) * step);
        Self { h_hour, from, to, step }
    }

    fn x(&self, at: Instant) -> f64 {
        let after = at.millis() - self.h_hour.millis() - self.from;
        // Rounded to a ten-thousandth, which is finer than anyone can see.
        let part = after.saturating_mul(10_000) / (self.to - self.from).max(1);
        NAMES + f64::from(i32::try_from(part).unwrap_or(i32::MAX)) / 10_000.0 * (WIDE - NAMES - EDGE)
    }

    fn offset(&self, at: Instant) -> String {
        Offset::between(self.h_hour, at).to_string()
    }

    fn draw(&self, svg: &mut String, height: f64) {
        // The longest step may still give too many ticks for a plan that spans years.
        let ticks = (self.to - self.from) / self.step;
        let step = self.step * (ticks / (MOST_TICKS + 2) + 1);
        let mut tick = self.from.div_euclid(step) * step;
        while tick <= self.to {
            if tick >= self.from {
                let at = self.h_hour.plus_millis(tick);
                let (x, name) = (self.x(at), self.offset(at));
                let (line, text) = if tick == 0 { ("hour", "strong") } else { ("grid", "soft") };
                let _ = writeln!(
                    svg,
                    "<line class=\"{line}\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{AXIS}\" y2=\"{height:.0}\"/>\
                     <text class=\"{text}\" x=\"{x:.1}\" y=\"18\" text-anchor=\"middle\">{name}</text>"
                );
            }
            tick += step;
        }
    }
}

/// A name at the left edge, and a remark on it in lighter print.
fn name(svg: &mut String, y: f64, class: &str, text: &str, also: &str) {
    let most = 30;
    let long = text.chars().count() > most;
    let short: String = text.chars().take(if long { most - 1 } else { most }).collect();
    let dots = if long { "…" } else { "" };
    let y = y + ROW / 2.0 + 4.0;
    let _ =
        writeln!(svg, "<text class=\"{class}\" x=\"0\" y=\"{y:.1}\">{}{dots}{also}</text>", HtmlText(short));
}

fn outlet_row(svg: &mut String, axis: &Axis, y: f64, outlet: &OutletImpact, timing: &TimingRow) {
    let middle = y + ROW / 2.0;
    let _ = writeln!(svg, "<g>");
    let off = timing.bad.map_or_else(|| "stays on".to_owned(), |at| format!("off by {}", axis.offset(at)));
    let off = format!("<tspan class=\"soft\" dx=\"8\" font-weight=\"400\">{off}</tspan>");
    name(svg, y, "strong", &outlet.outlet, &off);
    if let Some((from, to)) = timing.exposed_from.zip(timing.exposed_to) {
        let (x1, x2) = (axis.x(from), axis.x(to));
        let (top, low) = (middle - 5.0, middle + 5.0);
        let _ = writeln!(
            svg,
            "<title>{}: exposed {} to {}</title>\
             <line class=\"seen\" x1=\"{x1:.1}\" x2=\"{x2:.1}\" y1=\"{middle:.1}\" y2=\"{middle:.1}\"/>\
             <line class=\"seen\" x1=\"{x1:.1}\" x2=\"{x1:.1}\" y1=\"{top:.1}\" y2=\"{low:.1}\"/>\
             <line class=\"seen\" x1=\"{x2:.1}\" x2=\"{x2:.1}\" y1=\"{top:.1}\" y2=\"{low:.1}\"/>",
            HtmlText(&outlet.outlet),
            axis.offset(from),
            axis.offset(to)
        );
    }
    let mut diamond = |at: Instant, class: &str| {
        let x = axis.x(at);
        let (left, right, top, low) = (x - 6.0, x + 6.0, middle - 6.0, middle + 6.0);
        let _ = writeln!(
            svg,
            "<path class=\"{class}\" d=\"M{x:.1} {top:.1}L{right:.1} {middle:.1}L{x:.1} {low:.1}L{left:.1} {middle:.1}Z\"/>"
        );
    };
    if let Some(usual) = timing.usual {
        diamond(usual, "off-usual");
    }
    if let Some(bad) = timing.bad {
        diamond(bad, "off");
    }
    svg.push_str("</g>\n");
}

fn span_row(svg: &mut String, axis: &Axis, y: f64, span: &SpanRow) {
    let class = match span.effect {
        "limit" => "limit",
        "down" => "down",
        _ => "none",
    };
    let (top, high) = (y + 4.0, ROW - 8.0);
    let _ = writeln!(svg, "<g class=\"{class}\">");
    name(svg, y, if class == "none" { "soft" } else { "" }, &span.short, "");
    let _ = writeln!(
        svg,
        "<title>{}: starts {}, over by {} at best, {} usually, {} at worst</title>",
        HtmlText(&span.measure),
        axis.offset(span.start),
        axis.offset(span.best),
        axis.offset(span.usual),
        axis.offset(span.bad)
    );
    let from = axis.x(span.start);
    for (class, end) in [("worst", span.bad), ("usual", span.usual), ("best", span.best)] {
        // Makes even very short durations visible.
        let wide = (axis.x(end) - from).max(2.0);
        let _ = writeln!(
            svg,
            "<rect class=\"{class}\" x=\"{from:.1}\" y=\"{top:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\"/>"
        );
    }
    svg.push_str("</g>\n");
}
