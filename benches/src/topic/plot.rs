//! How look-ups and memory grow with the number of filters, as a drawing.

use std::error::Error;
use std::path::Path;

use plotters::coord::Shift;
use plotters::prelude::*;

use super::found::Found;
use super::memory::GROWN;
use super::names::{BATCH, FLOOR, SINGLE};

/// Draws it, as SVG.
///
/// # Errors
///
/// If the file cannot be written.
pub fn growth(found: &Found, to: &Path) -> Result<(), Box<dyn Error>> {
    let area = SVGBackend::new(to, (760, 860)).into_drawing_area();
    area.fill(&WHITE)?;
    let (above, below) = area.split_vertically(470);
    times(found, &above)?;
    memory(found, &below)?;
    area.present()?;
    Ok(())
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

fn times(found: &Found, area: &Area<'_>) -> Result<(), Box<dyn Error>> {
    let lines = [
        (SINGLE, "FilterMap, one topic", OURS),
        (BATCH, "FilterMap, batch of 8", OURS_TOO),
        (FLOOR, "hashbrown, equal topics", OTHERS),
    ];
    let points = |row| -> Vec<(f64, f64)> {
        let point = |(size, group)| Some((size, found.time(group, row)?));
        SIZES.into_iter().filter_map(point).collect()
    };
    let highest = lines.iter().flat_map(|(row, ..)| points(row)).map(|(_, time)| time).fold(1.0, f64::max);
    let mut chart = ChartBuilder::on(area)
        .caption("A look-up among filters without wildcards", (FONT, 19))
        .margin(14)
        .x_label_area_size(44)
        .y_label_area_size(60)
        .build_cartesian_2d((1e3..1e7).log_scale(), 0.0..highest * 1.12)?;
    chart
        .configure_mesh()
        .x_labels(5)
        .x_label_formatter(&|count| short(*count))
        .y_label_formatter(&|figure| format!("{figure:.0}"))
        .x_desc("filters in the map")
        .y_desc("nanoseconds a topic of 34 bytes")
        .label_style((FONT, 14))
        .axis_desc_style((FONT, 15))
        .light_line_style(TRANSPARENT)
        .draw()?;
    for (row, label, colour) in lines {
        let points = points(row);
        chart
            .draw_series(LineSeries::new(points.clone(), colour.stroke_width(2)))?
            .label(label)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 22, y)], colour.stroke_width(2)));
        chart.draw_series(points.into_iter().map(|point| Circle::new(point, 4, colour.filled())))?;
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .label_font((FONT, 14))
        .background_style(WHITE)
        .border_style(FRAME)
        .draw()?;
    Ok(())
}

fn memory(found: &Found, area: &Area<'_>) -> Result<(), Box<dyn Error>> {
    let grown = found.memory.iter().filter(|memory| memory.index == GROWN);
    let points: Vec<_> = grown.map(|memory| (f64::from(memory.entries), memory.bytes)).collect();
    let highest = points.iter().map(|(_, bytes)| *bytes).fold(1.0, f64::max);
    let mut chart = ChartBuilder::on(area)
        .caption("Memory of a FilterMap<u32> as it grows, all that it has allocated", (FONT, 19))
        .margin(14)
        .x_label_area_size(44)
        .y_label_area_size(60)
        .build_cartesian_2d((1e3..1e7).log_scale(), 0.0..highest * 1.25)?;
    chart
        .configure_mesh()
        .x_labels(5)
        .x_label_formatter(&|count| short(*count))
        .y_label_formatter(&|figure| format!("{figure:.0}"))
        .x_desc("filters in the map")
        .y_desc("bytes a filter of 34 bytes")
        .label_style((FONT, 14))
        .axis_desc_style((FONT, 15))
        .light_line_style(TRANSPARENT)
        .draw()?;
    chart.draw_series(LineSeries::new(points, OURS.stroke_width(2)))?;
    Ok(())
}

fn short(count: f64) -> String {
    if count >= 1e6 { format!("{:.0}M", count / 1e6) } else { format!("{:.0}k", count / 1e3) }
}

/// The groups of filters without wildcards.
const SIZES: [(f64, &str); 5] =
    [(1e3, "1k exact"), (1e4, "10k exact"), (1e5, "100k exact"), (1e6, "1M exact"), (1e7, "10M exact")];

const FONT: &str = "sans-serif";
const OURS: RGBColor = RGBColor(0, 90, 181);
const OURS_TOO: RGBColor = RGBColor(0, 145, 110);
const OTHERS: RGBColor = RGBColor(200, 80, 20);
const FRAME: RGBColor = RGBColor(170, 170, 170);
