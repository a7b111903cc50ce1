//! The characters and ruled lines of each page, with their places in points from the top left.

use hayro_interpret::font::{Glyph as FontGlyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::kurbo::{Affine, BezPath, PathSeg, Point, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, RenderContent, SoftMask, TransformExt, interpret_page,
};

use super::super::super::Refused;
use super::super::radicals;

/// The most drawing steps of a document: one page that calls itself in many places could ask for any number.
const MOST_STEPS: usize = 3_000_000;
/// The thickest ruled line, in points.
const THICKEST: f64 = 3.0;
/// The shortest ruled line, in points.
const SHORTEST: f64 = 6.0;

/// A character on a page.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    pub text: String,
    pub left: f64,
    pub right: f64,
    /// Where it stands: the base line.
    pub base: f64,
    pub size: f64,
}

/// A ruled line, level or upright.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    /// How far from the top, or from the left.
    pub at: f64,
    pub from: f64,
    pub to: f64,
}

#[derive(Debug, Default)]
pub(super) struct Page {
    pub height: f64,
    pub glyphs: Vec<Glyph>,
    pub level: Vec<Rule>,
    pub upright: Vec<Rule>,
}

/// What stands on the pages, with at most `most` bytes of text; unwinds with a refusal where there is more.
pub(super) fn read(pdf: &Pdf, most: usize) -> Vec<Page> {
    let cache = InterpreterCache::new();
    let settings = InterpreterSettings {
        render_content: RenderContent::PAGE,
        ..InterpreterSettings::default()
    };
    let (mut steps, mut bytes) = (0, 0);
    let mut pages = Vec::new();
    for page in pdf.pages().iter() {
        // Wider than anything, so that every part that is drawn tells the device about its clip.
        let everywhere = Rect::new(f64::MIN, f64::MIN, f64::MAX, f64::MAX);
        let transform = page.initial_transform(true).to_kurbo();
        let mut context = Context::new(transform, everywhere, &cache, pdf.xref(), settings.clone());
        let (_, height) = page.render_dimensions();
        let mut reader = PageReader {
            page: Page { height: f64::from(height), ..Page::default() },
            steps,
            bytes,
            most,
        };
        interpret_page(page, &mut context, &mut reader);
        (steps, bytes) = (reader.steps, reader.bytes);
        pages.push(reader.page);
    }
    pages
}

struct PageReader {
    page: Page,
    /// Of the whole document up to here.
    steps: usize,
    bytes: usize,
    most: usize,
}

impl PageReader {
    /// Counts a step. Interpretation has no other way to be stopped than to unwind.
    fn step(&mut self) {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            std::panic::resume_unwind(Box::new(Refused::TooComplex));
        }
        if self.bytes > self.most {
            std::panic::resume_unwind(Box::new(Refused::TooLarge { limit: self.most }));
        }
    }

    fn rule(&mut self, from: Point, to: Point) {
        let (across, down) = ((to.x - from.x).abs(), (to.y - from.y).abs());
        if !across.is_finite() || !down.is_finite() {
            return;
        }
        if down <= THICKEST && across >= SHORTEST {
            let at = f64::midpoint(from.y, to.y);
            self.page.level.push(Rule { at, from: from.x.min(to.x), to: from.x.max(to.x) });
        } else if across <= THICKEST && down >= SHORTEST {
            let at = f64::midpoint(from.x, to.x);
            self.page.upright.push(Rule { at, from: from.y.min(to.y), to: from.y.max(to.y) });
        }
    }

    fn path(&mut self, path: &BezPath, transform: Affine, mode: &DrawMode) {
        let path = transform * path;
        if matches!(mode, DrawMode::Fill(_)) {
            // A line may be drawn as a thin filled box.
            for part in path
                .elements()
                .split_inclusive(|step| matches!(step, hayro_interpret::kurbo::PathEl::ClosePath))
            {
                let part = part.bounding_box();
                self.rule(Point::new(part.x0, part.y0), Point::new(part.x1, part.y1));
            }
            return;
        }
        for segment in path.segments() {
            if let PathSeg::Line(line) = segment {
                self.rule(line.p0, line.p1);
            }
        }
    }

    fn glyph(&mut self, text: &str, advance: f64, place: Affine) {
        const EM: f64 = 1000.0;
        let origin = place * Point::ZERO;
        let end = place * Point::new(advance, 0.0);
        let top = place * Point::new(0.0, EM);
        let size = top.distance(origin);
        // Only upright text is read: slanting marks across the page are none of it.
        let level =
            (end.y - origin.y).abs() <= 0.05 * size && (top.x - origin.x).abs() <= 0.5 * size;
        if !level || !size.is_finite() || size < 1.0 || !origin.x.is_finite() || end.x < origin.x {
            return;
        }
        self.bytes += text.len();
        self.page.glyphs.push(Glyph {
            text: text.to_owned(),
            left: origin.x,
            right: end.x,
            base: origin.y,
            size,
        });
    }
}

impl<'a> Device<'a> for PageReader {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.step();
        self.path(path, props.transform, mode);
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.step();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.step();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            self.step();
            let advance = match &**glyph {
                FontGlyph::Outline(outline) => outline.advance_width(),
                FontGlyph::Type3(drawn) => drawn.advance_width(),
            };
            let text = match glyph.as_unicode() {
                Some(BfString::Char(c)) => c.to_string(),
                Some(BfString::String(text)) => text,
                None => continue,
            };
            let text = radicals::undone(text);
            let advance = f64::from(advance.unwrap_or(1000.0));
            self.glyph(&text, advance, props.transform * glyph.transform());
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.step();
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
