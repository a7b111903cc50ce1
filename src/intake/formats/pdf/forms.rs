//! How often the pages of a PDF draw parts of themselves, counted before they are interpreted: forms that draw each other
//! double with every level, and interpretation cannot be stopped while it draws nothing.

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::content::TypedIter;
use hayro_interpret::hayro_syntax::content::ops::TypedInstruction;
use hayro_interpret::hayro_syntax::object::dict::keys::{IMAGE, RESOURCES, SUBTYPE};
use hayro_interpret::hayro_syntax::object::{Dict, Name, Stream};
use hayro_interpret::hayro_syntax::page::Resources;

use super::super::super::Refused;

/// The most forms that a document may draw.
const MOST_FORMS: usize = 50_000;
/// The most that their contents may take, each time counted, in bytes.
const MOST_BYTES: usize = 256 * 1024 * 1024;
/// The deepest nesting of forms.
const DEEPEST: usize = 20;

#[derive(Default)]
struct Counts {
    forms: usize,
    bytes: usize,
}

/// Refuses a document that draws too many forms.
pub(super) fn check(pdf: &Pdf) -> Result<(), Refused> {
    let mut counts = Counts::default();
    for page in pdf.pages().iter() {
        if let Some(content) = page.page_stream() {
            counts.read(content, page.resources(), 0)?;
        }
    }
    Ok(())
}

impl Counts {
    fn read(
        &mut self,
        content: &[u8],
        resources: &Resources<'_>,
        depth: usize,
    ) -> Result<(), Refused> {
        self.bytes = self.bytes.saturating_add(content.len());
        if self.forms > MOST_FORMS || self.bytes > MOST_BYTES || depth > DEEPEST {
            return Err(Refused::TooComplex);
        }
        let mut operations = TypedIter::new(content);
        while let Some(operation) = operations.next() {
            let TypedInstruction::XObject(drawn) = operation else { continue };
            if let Some(stream) = resources.get_x_object(drawn.0).filter(is_form) {
                self.forms += 1;
                let own = stream.dict().get::<Dict<'_>>(RESOURCES).map(Resources::new);
                if let Ok(content) = stream.decoded_data() {
                    self.read(&content, own.as_ref().unwrap_or(resources), depth + 1)?;
                }
            }
        }
        Ok(())
    }
}

fn is_form(stream: &Stream<'_>) -> bool {
    stream.dict().get::<Name<'_>>(SUBTYPE).is_none_or(|kind| &*kind != IMAGE)
}
