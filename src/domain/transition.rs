//! What may follow from what: one form for every table of allowed transitions. A row says who may,
//! from which state, by which action, to which state, and on what condition; whatever no row
//! allows is refused with what is missing.

use super::{
    code::codes,
    language::Message,
    refusal::{Refusal, WrongState},
};

mod condition;

pub use condition::Condition;

codes! {
    /// What someone is to a thing.
    pub enum Party {
        /// 督查室: of the office that the thing belongs to.
        Office = "OFFICE",
        /// 责任领导: sees the item by a post, held or acted for.
        Leader = "LEADER",
        /// Holds or acts for the very post that the thing belongs to.
        Post = "POST",
        /// 牵头/主办: of a unit that leads the item.
        Lead = "LEAD",
        /// 责任/协办/配合: of a unit that supports the item.
        Support = "SUPPORT",
        /// Of the very unit that the thing belongs to.
        Unit = "UNIT",
        /// Signs for that unit.
        Head = "HEAD",
        /// Of the unit that the thing is owed to.
        Recipient = "RECIPIENT",
        /// The day's turn: nobody.
        Day = "DAY",
    }
}

/// A code with a word that people use for it.
pub trait Word: Copy + Eq {
    /// In Chinese.
    fn zh(self) -> &'static str;
    /// The code.
    fn code(self) -> &'static str;
}

/// Gives the values of codes their words.
macro_rules! words {
    ($($name:ident { $($variant:ident => $zh:literal,)+ })+) => {
        $(impl $crate::domain::transition::Word for $name {
            fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh,)+ }
            }

            fn code(self) -> &'static str {
                self.as_str()
            }
        })+
    };
}

pub(super) use words;

words! {
    Party {
        Office => "督查室",
        Leader => "责任领导",
        Post => "该岗位的任职人",
        Lead => "牵头单位",
        Support => "责任单位",
        Unit => "该事项所属单位",
        Head => "该单位负责人",
        Recipient => "接收单位",
        Day => "系统按日",
    }
}

/// An allowed transition.
#[derive(Clone, Copy, Debug)]
pub struct Row<S: 'static, A: 'static> {
    /// Who may.
    pub who: &'static [Party],
    /// The state before; none where the thing is made.
    pub from: Option<S>,
    /// What is done.
    pub action: A,
    /// The state after.
    pub to: S,
    /// What must be true besides, in the order in which it is asked.
    pub when: &'static [Condition],
}

/// A row, short enough for a table to be read as one.
pub const fn row<S, A>(
    who: &'static [Party],
    from: Option<S>,
    action: A,
    to: S,
    when: &'static [Condition],
) -> Row<S, A>
where
    S: Copy,
    A: Copy,
{
    Row { who, from, action, to, when }
}

/// The state that follows, for someone who is `parties` to the thing. `met` says which conditions
/// are true.
///
/// # Errors
/// A refusal that says who may, which state it would have to be in, or which condition is missing.
pub fn next<S: Word, A: Word>(
    table: &[Row<S, A>],
    parties: &[Party],
    from: Option<S>,
    action: A,
    met: impl Fn(Condition) -> bool,
) -> Result<S, Refusal> {
    let theirs = theirs(table, parties, action)?;
    let mut unmet = None;
    for row in theirs.iter().filter(|row| row.from == from) {
        match row.when.iter().find(|condition| !met(**condition)) {
            None => return Ok(row.to),
            Some(condition) => unmet = unmet.or(Some(*condition)),
        }
    }
    Err(match unmet {
        Some(condition) => Refusal::Unmet { condition },
        None => Refusal::State(Box::new(WrongState {
            is: from.map_or_else(|| Message::new("尚不存在", "not there yet"), said),
            action: said(action),
            needs: listed(theirs.iter().filter_map(|row| row.from)),
        })),
    })
}

/// Whether an action is theirs at all, whatever the state.
///
/// # Errors
/// A refusal that says who may.
pub fn may<S: Word, A: Word>(
    table: &[Row<S, A>],
    parties: &[Party],
    action: A,
) -> Result<(), Refusal> {
    theirs(table, parties, action).map(drop)
}

/// The rows of an action that are theirs, of which there is at least one.
fn theirs<'t, S: Word, A: Word>(
    table: &'t [Row<S, A>],
    parties: &[Party],
    action: A,
) -> Result<Vec<&'t Row<S, A>>, Refusal> {
    let of_action = table.iter().filter(|row| row.action == action);
    let theirs: Vec<&Row<S, A>> = of_action
        .clone()
        .filter(|row| row.who.iter().any(|party| parties.contains(party)))
        .collect();
    if theirs.is_empty() {
        return Err(Refusal::NotAllowed { who: only(of_action.flat_map(|row| row.who).copied()) });
    }
    Ok(theirs)
}

fn said(word: impl Word) -> Message {
    Message::new(word.zh(), word.code())
}

fn listed<W: Word>(words: impl Iterator<Item = W>) -> Message {
    let mut kept: Vec<W> = Vec::new();
    for word in words {
        if !kept.contains(&word) {
            kept.push(word);
        }
    }
    let join = |by: &str, text: fn(W) -> &'static str| {
        kept.iter().map(|word| text(*word)).collect::<Vec<_>>().join(by)
    };
    Message::new(join("、", W::zh), join(", ", W::code))
}

fn only(who: impl Iterator<Item = Party>) -> Message {
    let who = listed(who);
    Message::new(format!("只有{}可以", who.zh), format!("only {} may", who.en))
}

#[cfg(test)]
mod tests;
