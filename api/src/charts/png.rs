use std::sync::{Arc, LazyLock};

use resvg::{tiny_skia, usvg};

use crate::domain::{Error, Result, wording};

/// The media type of pictures made of points.
pub const PNG: &str = "image/png";

/// The most points that a picture has: four bytes each.
const MOST_POINTS: f64 = 12_000_000.0;

/// The letters that pictures are written with: Inter (SIL Open Font License), cut to what charts write by `tests/fonts/subset.sh`.
static FONTS: LazyLock<Arc<usvg::fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(include_bytes!("fonts/Inter-Regular.ttf").to_vec());
    fonts.load_font_data(include_bytes!("fonts/Inter-SemiBold.ttf").to_vec());
    Arc::new(fonts)
});

/// A chart as points, so many for each pixel of its width. It takes tens of milliseconds: not for a thread that serves requests.
///
/// # Errors
/// `BadInput` for a chart that would have too many points.
pub fn png(svg: &str, scale: u32) -> Result<Vec<u8>> {
    let options = usvg::Options {
        fontdb: FONTS.clone(),
        font_family: "Inter".to_owned(),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(svg, &options).map_err(Error::internal)?;
    let scale = scale as f32;
    let (width, height) = (tree.size().width() * scale, tree.size().height() * scale);
    if f64::from(width) * f64::from(height) > MOST_POINTS {
        return Err(Error::bad_input(wording!(
            "l'image aurait {width:.0} × {height:.0} points : ajoutez un filtre, ou lisez-la en svg",
            "the picture would have {width:.0} × {height:.0} points: add a filter, or read it as svg"
        )));
    }
    let (width, height) = (width.ceil() as u32, height.ceil() as u32);
    let mut points = tiny_skia::Pixmap::new(width, height)
        .ok_or_else(|| Error::internal(format!("no picture of {width} × {height}")))?;
    resvg::render(
        &tree,
        tiny_skia::Transform::from_scale(scale, scale),
        &mut points.as_mut(),
    );
    points.encode_png().map_err(Error::internal)
}
